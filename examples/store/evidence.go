package main

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	_ "image/jpeg" // how pictures are read
	_ "image/png"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/secure"
)

const (
	maxPiece  = 2 << 20 // bytes of one picture
	maxPieces = 6       // pictures of one form
	maxSide   = 12_000  // pixels
)

// largest is how much of a request is read: pictures come with cases alone.
func largest(r *http.Request) int64 {
	pictures := strings.HasPrefix(r.URL.Path, "/case/") || strings.HasPrefix(r.URL.Path, "/order/") && strings.HasSuffix(r.URL.Path, "/return")
	if pictures && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return maxForm + maxPieces*(maxPiece+maxForm)
	}
	return maxForm
}

// proofs keeps pictures that people show in a case, sealed, each under a key that
// nobody guesses: the library keeps the key and the hash. A nil Root keeps them in
// memory, as long as the program runs.
type proofs struct {
	sealer secure.Sealer
	root   *os.Root

	mu    sync.Mutex
	plain map[string]string
}

// openProofs opens the folder beside the database where there is one.
func openProofs(db string, sealer secure.Sealer) (*proofs, error) {
	p := &proofs{sealer: sealer, plain: map[string]string{}}
	if db == "memory:" {
		return p, nil
	}
	dir := "store.evidence"
	if file, ok := strings.CutPrefix(db, "sqlite:"); ok {
		dir = filepath.Clean(file) + ".evidence"
	}
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		p.root, err = os.OpenRoot(dir)
	}
	return p, err
}

// keep stores a picture and answers what the case remembers of it.
func (p *proofs) keep(data []byte, mediaType string) (aftersales.Piece, error) {
	sum := sha256.Sum256(data)
	piece := aftersales.Piece{Key: rand.Text(), Type: mediaType, Bytes: len(data), Hash: hex.EncodeToString(sum[:])}
	sealed, err := p.sealer.Seal(place(piece.Key), string(data))
	if err != nil {
		return piece, err
	}
	if p.root != nil {
		return piece, p.root.WriteFile(piece.Key, []byte(sealed), 0o600)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.plain[piece.Key] = sealed
	return piece, nil
}

// find reads a picture, which must be the very one that was shown.
func (p *proofs) find(piece aftersales.Piece) ([]byte, error) {
	p.mu.Lock()
	sealed, ok := p.plain[piece.Key]
	p.mu.Unlock()
	if p.root != nil {
		data, err := p.root.ReadFile(piece.Key)
		sealed, ok = string(data), err == nil
	}
	if !ok {
		return nil, aftersales.ErrNotFound
	}
	data, err := p.sealer.Open(place(piece.Key), sealed)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256([]byte(data)); hex.EncodeToString(sum[:]) != piece.Hash {
		return nil, errors.New("store: evidence " + piece.Key + " is not what was shown")
	}
	return []byte(data), nil
}

func place(key string) secure.Field {
	return secure.Field{Table: "evidence", Column: "picture", Record: key}
}

// pictures keeps the pictures of a form; nothing is kept where one of them is no
// picture, or too large.
func (s *server) pictures(v *visit) ([]aftersales.Piece, error) {
	if v.MultipartForm == nil {
		return nil, nil
	}
	var pieces []aftersales.Piece
	files := v.MultipartForm.File["photos"]
	if len(files) > maxPieces {
		return nil, slip{field: "photos", words: v.say("fault.photos", maxPieces)}
	}
	data, types := make([][]byte, len(files)), make([]string, len(files))
	for i, f := range files {
		var err error
		if data[i], types[i], err = s.shown(v, f); err != nil {
			return nil, err
		}
	}
	for i := range files {
		if len(data[i]) == 0 { // a field in which no file was chosen
			continue
		}
		piece, err := s.proofs.keep(data[i], types[i])
		if err != nil {
			return nil, err
		}
		pieces = append(pieces, piece)
	}
	return pieces, nil
}

// shown reads one picture of a form and says what it is, by what is in it.
func (s *server) shown(v *visit, f *multipart.FileHeader) (data []byte, mediaType string, err error) {
	if f.Size > maxPiece {
		return nil, "", slip{field: "photos", words: v.say("fault.photo.size", maxPiece>>20)}
	}
	file, err := f.Open()
	if err != nil {
		return nil, "", err
	}
	data, err = io.ReadAll(file)
	if err = cmp.Or(err, file.Close()); err != nil || len(data) == 0 {
		return nil, "", err
	}
	size, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || size.Width < 1 || size.Height < 1 || size.Width > maxSide || size.Height > maxSide {
		return nil, "", slip{field: "photos", words: v.say("fault.photo.type")}
	}
	return data, "image/" + format, nil
}

// proof shows a picture of a case to whoever may see the case.
func (s *server) proof(v *visit) error {
	thread, err := s.shop.Cases.Thread(v.Context(), v.By, aftersales.ID(v.PathValue("id")))
	if err != nil {
		return err
	}
	for _, m := range thread {
		for _, piece := range m.Evidence {
			if piece.Key != v.PathValue("key") {
				continue
			}
			data, err := s.proofs.find(piece)
			if err != nil {
				return err
			}
			v.w.Header().Set("Content-Type", piece.Type)
			v.w.Header().Set("Cache-Control", "private, max-age=3600")
			_, _ = v.w.Write(data)
			return nil
		}
	}
	return aftersales.ErrNotFound
}
