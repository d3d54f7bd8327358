package sqlstore

import "testing"

func TestParametersInOrderBecomeQuestionMarks(t *testing.T) {
	lite, pg := SQLite(), Postgres()
	for in, want := range map[string]string{
		"SELECT 1":                               "SELECT 1",
		"VALUES ($1,$2),($3,$4)":                 "VALUES (?,?),(?,?)",
		"a = $1 AND b = $2 AND c = $1":           "a = $1 AND b = $2 AND c = $1",
		"a = $2 AND b = $1":                      "a = $2 AND b = $1",
		"$1$2$3$4$5$6$7$8$9$10$11 x":             "??????????? x",
		"a = $12":                                "a = $12",
		"CAST($1 AS TEXT), CAST($2 AS BIGINT) 3": "CAST(? AS TEXT), CAST(? AS BIGINT) 3",
	} {
		if got := lite.text(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
		if got := pg.text(in); got != in {
			t.Errorf("%q: PostgreSQL gets %q", in, got)
		}
	}
}
