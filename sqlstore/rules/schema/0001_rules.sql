-- Times are UTC milliseconds, 0 for none; bodies are JSON of rules.
CREATE TABLE cw_rules (
  id TEXT PRIMARY KEY,
  seller TEXT NOT NULL,
  state TEXT NOT NULL,
  saved BIGINT NOT NULL,
  body TEXT NOT NULL,
  saved_by TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  asked BIGINT NOT NULL,
  live BIGINT NOT NULL,
  live_body TEXT NOT NULL,
  published_by TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX cw_rules_seller ON cw_rules (seller, id);
CREATE INDEX cw_rules_state ON cw_rules (state, ends);
CREATE TABLE cw_rule_changes (
  rule TEXT NOT NULL,
  no BIGINT NOT NULL,
  event TEXT NOT NULL,
  state TEXT NOT NULL,
  revision BIGINT NOT NULL,
  body TEXT NOT NULL,
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  role TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (rule, no)
);
CREATE INDEX cw_rule_changes_at ON cw_rule_changes (rule, at, event, no);
-- One row: raised with every change of what counts.
CREATE TABLE cw_rule_book (
  id BIGINT PRIMARY KEY,
  version BIGINT NOT NULL
);
INSERT INTO cw_rule_book (id, version) VALUES (1, 0);
