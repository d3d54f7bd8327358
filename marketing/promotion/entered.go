package promotion

import (
	"strings"
	"unicode"
)

const maxCode = 64

// FoldCode brings a code that somebody typed into the form in which codes are
// compared: full-width characters narrowed, letters in capitals, spaces and
// hyphens dropped. The answer is "" for what cannot be a code: anything but
// letters and figures, or more than 64 of them.
func FoldCode(typed string) string {
	if len(typed) > 8*maxCode {
		return ""
	}
	var b strings.Builder
	n := 0
	for _, r := range typed {
		if r >= '！' && r <= '～' {
			r += '!' - '！'
		}
		r = unicode.ToUpper(r)
		switch {
		case unicode.IsSpace(r), r == '-', r == '–', r == '_':
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) || r == unicode.ReplacementChar:
			return ""
		}
		b.WriteRune(r)
		n++
	}
	if n > maxCode {
		return ""
	}
	return b.String()
}

// enterCodes finds the rules that the entered codes open.
func (e *evaluation) enterCodes() {
	if len(e.facts.Codes) == 0 {
		return
	}
	e.codes = map[int32]int{}
	seen := map[string]bool{}
	for i, c := range e.facts.Codes {
		answer := CodeResult{Text: c.Text, Answer: c.Refused}
		folded := FoldCode(c.Text)
		rules := e.opened(c, folded)
		switch {
		case c.Refused != "":
		case folded == "" || len(rules) == 0:
			answer.Answer = CodeInvalid
		case seen[folded]:
			answer.Answer = CodeRepeated
		default:
			for _, r := range rules {
				if e.codes[r] == 0 {
					e.codes[r] = i + 1
				}
			}
		}
		seen[folded] = true
		e.answers = append(e.answers, answer)
	}
}

func (e *evaluation) opened(c Entered, folded string) []int32 {
	if c.Rule == "" {
		return e.rules.index.codes[folded]
	}
	if r, ok := e.rules.index.ids[c.Rule]; ok {
		return []int32{r}
	}
	return nil
}

// HasCode reports whether some rule has this shared code, in whatever form it was
// typed.
func (s *Snapshot) HasCode(typed string) bool {
	return len(s.ready().index.codes[FoldCode(typed)]) > 0
}

// Counted lists the rules that a cart could meet and whose uses are limited, so
// that the host reads Facts.Usage of these only. The facts need no usage yet.
func (s *Snapshot) Counted(f Facts) ([]Rule, error) {
	s = s.ready()
	e, err := s.begin(&f, Options{})
	if err != nil {
		return nil, err
	}
	defer e.end()
	var rules []Rule
	for _, id := range e.consider() {
		if c := s.compiled[id]; c.counts() {
			rules = append(rules, c.rule)
		}
	}
	return rules, nil
}

// counts reports whether redemptions of the rule are limited.
func (c *compiled) counts() bool {
	if c.rule.Limits.any() {
		return true
	}
	for _, a := range c.actions {
		if _, ok := a.(flash); ok {
			return true
		}
	}
	return false
}

// answerFor turns what became of a code's rule into the answer for the code.
func answerFor(why Reason) CodeAnswer {
	switch why {
	case ReasonApplied:
		return CodeApplied
	case ReasonEnded, ReasonLimit, ReasonBudget, ReasonGone:
		return CodeExpired
	case ReasonNotStarted:
		return CodeInvalid
	case ReasonSignIn:
		return CodeNotSignedIn
	case ReasonLost:
		return CodeCombination
	default:
		return CodeIneligible
	}
}
