package sandboxhttp

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

//go:embed web
var files embed.FS

// Languages of the page.
const (
	chinese = "zh-CN"
	english = "en"
)

// maxForm is the largest form that is read, in bytes.
const maxForm = 16 << 10

// ErrConfig is the answer to a configuration that cannot work.
var ErrConfig = errors.New("sandboxhttp: Sandbox and Now are required")

// Config is what a pay page needs.
type Config struct {
	Sandbox *sandbox.Provider // required
	Now     func() time.Time  // required; cards expire by it
	// Language chooses the page's language, a BCP 47 tag: Chinese where it
	// begins with zh, otherwise English. Nil: by the Accept-Language header.
	Language func(r *http.Request) string
	// Stylesheet is the address of a style sheet on the same host. "": the
	// page's own, which the handler serves as pay.css.
	Stylesheet string
	// OnError is told what the payer is not: a notification that the host
	// refused, a journal that could not be written. Nil: nobody.
	OnError func(ctx context.Context, err error)
}

type page struct {
	Config
	html *template.Template
}

// New is the pay page of a sandbox. It serves GET and POST of /<reference> and
// GET of /pay.css: mount it with http.StripPrefix. It sets its own
// Content-Security-Policy, which lets the form lead back to the trade's
// ReturnURL and to nowhere else, and refuses forms of other sites.
func New(c Config) (http.Handler, error) {
	if c.Sandbox == nil || c.Now == nil {
		return nil, ErrConfig
	}
	html, err := template.New("page").Funcs(template.FuncMap{"in": text.in, "t": func(lang, zh, en string) string { return text{zh, en}.in(lang) }}).
		ParseFS(files, "web/pay.html")
	if err != nil {
		return nil, err
	}
	p := &page{c, html}
	if p.Stylesheet == "" {
		p.Stylesheet = "pay.css"
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /pay.css", style)
	mux.HandleFunc("GET /{ref}", p.show)
	mux.HandleFunc("POST /{ref}", p.act)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { p.missing(w, r) })
	return http.NewCrossOriginProtection().Handler(mux), nil
}

func style(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "max-age=3600")
	http.ServeFileFS(w, r, files, "web/pay.css")
}

// A view is what the template shows.
type view struct {
	Lang, Style, Amount, Ref, Back string
	Status                         payment.Status
	Expired, Missing, Failed       bool
	Wrong                          map[string]text
	Cards                          []testCard
}

// find is the trade that a request is about: one that waits on this page.
func (p *page) find(r *http.Request) (sandbox.Trade, bool) {
	t, err := p.Sandbox.Find(payment.Ref(r.PathValue("ref")))
	return t, err == nil && t.Method == sandbox.Hosted && (t.Kind == payment.Sale || t.Kind == payment.Authorize)
}

func (p *page) show(w http.ResponseWriter, r *http.Request) {
	if t, ok := p.find(r); ok {
		p.write(w, p.view(r, t), http.StatusOK)
		return
	}
	p.missing(w, r)
}

func (p *page) missing(w http.ResponseWriter, r *http.Request) {
	p.write(w, view{Lang: p.language(r), Style: p.Stylesheet, Missing: true}, http.StatusNotFound)
}

func (p *page) view(r *http.Request, t sandbox.Trade) view {
	lang := p.language(r)
	return view{
		Lang: lang, Style: p.Stylesheet, Amount: t.Amount.Display(lang), Ref: string(t.Ref), Back: back(t), Status: t.Status,
		Expired: t.Status == payment.Pending && !t.Expires.IsZero() && p.Now().After(t.Expires), Cards: testCards(),
	}
}

// act is the payer's answer: a card, a refusal of the bank, or giving up.
func (p *page) act(w http.ResponseWriter, r *http.Request) {
	t, ok := p.find(r)
	if !ok {
		p.missing(w, r)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil { // it may hold a card: not even its error is told
		p.write(w, p.view(r, t), http.StatusBadRequest)
		return
	}
	instrument := ""
	switch r.PostForm.Get("do") {
	case "cancel":
	case "decline":
		instrument = sandbox.Decline
	default:
		var wrong map[string]text
		if instrument, wrong = token(r.PostForm.Get, p.Now()); len(wrong) > 0 {
			v := p.view(r, t)
			v.Wrong = wrong
			p.write(w, v, http.StatusUnprocessableEntity)
			return
		}
	}
	p.pay(w, r, instrument)
}

// pay ends the trade and leads the payer back. That the host could not be told
// is no reason to keep the payer: the host will ask.
func (p *page) pay(w http.ResponseWriter, r *http.Request, instrument string) {
	ref := payment.Ref(r.PathValue("ref"))
	_, err := p.Sandbox.Pay(r.Context(), ref, instrument)
	t, findErr := p.Sandbox.Find(ref)
	v := p.view(r, t)
	switch {
	case findErr != nil:
		p.missing(w, r)
	case errors.Is(err, sandbox.ErrEnded):
		p.write(w, v, http.StatusConflict)
	case t.Status == payment.Pending: // nothing was kept
		p.report(r.Context(), err)
		v.Failed = true
		p.write(w, v, http.StatusInternalServerError)
	default:
		p.report(r.Context(), err)
		target := v.Back
		if target == "" {
			target = v.Ref // this page, which says how it ended
		}
		secure(w, v.Back)
		http.Redirect(w, r, target, http.StatusSeeOther)
	}
}

func (p *page) report(ctx context.Context, err error) {
	if err != nil && p.OnError != nil {
		p.OnError(ctx, err)
	}
}

// back is where the payer came from, if it is a web address or a path.
func back(t sandbox.Trade) string {
	u, err := url.Parse(t.ReturnURL)
	web := err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
	path := err == nil && u.Scheme == "" && u.Host == "" && strings.HasPrefix(u.Path, "/") && !strings.HasPrefix(t.ReturnURL, "//") && !strings.Contains(t.ReturnURL, `\`)
	if web || path {
		return t.ReturnURL
	}
	return ""
}

// secure sets the headers of every page: no script, no style but the linked
// one, no frame, and forms that lead back to the shop alone.
func secure(w http.ResponseWriter, back string) {
	shop := ""
	if u, err := url.Parse(back); err == nil && u.Host != "" {
		shop = " " + u.Scheme + "://" + u.Host
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'"+shop+"; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
}

func (p *page) write(w http.ResponseWriter, v view, status int) {
	var out bytes.Buffer
	if err := p.html.ExecuteTemplate(&out, "pay.html", v); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	secure(w, v.Back)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", v.Lang)
	w.Header().Add("Vary", "Accept-Language")
	w.WriteHeader(status)
	_, _ = out.WriteTo(w)
}

// language is the page's language for a reader.
func (p *page) language(r *http.Request) string {
	wanted := preferred(r.Header.Get("Accept-Language"))
	if p.Language != nil {
		wanted = p.Language(r)
	}
	if strings.HasPrefix(strings.ToLower(wanted), "zh") {
		return chinese
	}
	return english
}

// preferred is the language that a reader likes best among those of the page.
func preferred(header string) string {
	best, weight := english, 0.0
	for entry := range strings.SplitSeq(header, ",") {
		tag, params, _ := strings.Cut(strings.ToLower(strings.TrimSpace(entry)), ";")
		if !strings.HasPrefix(tag, "zh") && !strings.HasPrefix(tag, "en") {
			continue
		}
		q := 1.0
		if value, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			parsed, err := strconv.ParseFloat(value, 64)
			if err != nil {
				continue
			}
			q = parsed
		}
		if q > weight {
			best, weight = tag, q
		}
	}
	return best
}
