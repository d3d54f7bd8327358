package rates

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"time"
)

func ecb() (*builder, error) { return newBuilder("EUR", Info{Provider: "ecb", Kind: Reference}) }

// ECBCSV reads the euro reference rates of the European Central Bank as CSV: the
// file of the day and the history, with or without the trailing comma. Cells
// "N/A" are left out. Anything else than a plain decimal with a point, a date
// twice, a currency twice, and a row of another length are ErrInput. At most 32
// MB are read.
//
// The ECB publishes these rates for information only.
func ECBCSV(r io.Reader) (Feed, error) {
	body, err := readAll(r, maxFeed)
	if err != nil {
		return Feed{}, err
	}
	b, err := ecb()
	if err != nil {
		return Feed{}, err
	}
	in := csv.NewReader(bytes.NewReader(body))
	in.TrimLeadingSpace, in.ReuseRecord = true, true
	head, err := in.Read()
	if err != nil {
		return Feed{}, caused("file", noEOF(err))
	}
	codes, err := ecbHead(head)
	if err != nil {
		return Feed{}, err
	}
	seen := map[time.Time]bool{}
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return b.done()
		}
		if err != nil {
			return Feed{}, caused("file", err)
		}
		if err := b.ecbRow(codes, row, seen); err != nil {
			return Feed{}, err
		}
	}
}

func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// ecbHead returns the codes of the columns; a last empty one stays empty.
func ecbHead(head []string) ([]string, error) {
	if head[0] != "Date" {
		return nil, bad("header", "does not start with Date")
	}
	codes := make([]string, 0, len(head))
	seen := map[string]bool{}
	for i, code := range head[1:] {
		code = strings.TrimSpace(code)
		trailing := code == "" && i == len(head)-2
		if !trailing && !isCode(code) || seen[code] {
			return nil, bad("header", "has a column that is no currency code, or one twice")
		}
		seen[code] = true
		codes = append(codes, strings.Clone(code))
	}
	return codes, nil
}

func (b *builder) ecbRow(codes, row []string, seen map[time.Time]bool) error {
	layout := time.DateOnly
	if strings.Contains(row[0], " ") {
		layout = "2 January 2006"
	}
	date, err := dateOf(layout, row[0])
	if err != nil {
		return err
	}
	if seen[date] {
		return bad(date.Format(time.DateOnly), "is there twice")
	}
	seen[date] = true
	b.info.AsOf = date
	for i, cell := range row[1:] {
		cell = strings.TrimSpace(cell)
		switch {
		case cell == "N/A" || cell == "" && codes[i] == "":
			continue
		case codes[i] == "":
			return bad(date.Format(time.DateOnly), "has a cell beyond the last column")
		}
		if err := b.add(codes[i], cell); err != nil {
			return err
		}
	}
	return nil
}

// ECBZip reads the zip file in which the ECB publishes its CSV: exactly one file
// in it, whose name ends in .csv, of at most 32 MB packed and unpacked.
func ECBZip(r io.Reader) (Feed, error) {
	body, err := readAll(r, maxFeed)
	if err != nil {
		return Feed{}, err
	}
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return Feed{}, caused("zip", err)
	}
	if len(z.File) != 1 || !strings.HasSuffix(z.File[0].Name, ".csv") {
		return Feed{}, bad("zip", "does not hold exactly one .csv file")
	}
	f, err := z.File[0].Open()
	if err != nil {
		return Feed{}, caused("zip", err)
	}
	defer f.Close()
	feed, err := ECBCSV(f)
	if err != nil && !errors.Is(err, ErrInput) {
		err = caused("zip", err)
	}
	return feed, err
}
