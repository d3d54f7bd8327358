-- What merchants did well or badly, order by order; bad is 0 or 1.
CREATE TABLE cw_marks (
  id TEXT PRIMARY KEY,
  seller TEXT NOT NULL,
  metric TEXT NOT NULL,
  bad BIGINT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX cw_marks_seller ON cw_marks (seller, at);
-- The ledger of points, written once. reason is sealed where a person wrote it
-- (appeals, and violations that staff decided): table standings, that column,
-- record id.
CREATE TABLE cw_standings (
  id TEXT PRIMARY KEY,
  seller TEXT NOT NULL,
  kind TEXT NOT NULL,
  track TEXT NOT NULL,
  points BIGINT NOT NULL,
  about TEXT NOT NULL,
  reason TEXT NOT NULL,
  actor TEXT NOT NULL,
  at BIGINT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX cw_standings_seller ON cw_standings (seller, at, id);
