-- body is JSON: everything of a case that nothing is looked for by.
CREATE TABLE cw_cases (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL,
  buyer TEXT NOT NULL,
  seller TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  policy TEXT NOT NULL,
  edition BIGINT NOT NULL,
  deadline BIGINT NOT NULL,
  body TEXT NOT NULL,
  opened BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX cw_cases_order ON cw_cases (order_id, id);
CREATE INDEX cw_cases_buyer ON cw_cases (buyer, id);
CREATE INDEX cw_cases_seller ON cw_cases (seller, id);
CREATE INDEX cw_cases_state ON cw_cases (state, id);
-- Which case asked for a refund.
CREATE TABLE cw_case_refunds (
  ref TEXT PRIMARY KEY,
  case_id TEXT NOT NULL
);
CREATE TABLE cw_case_history (
  case_id TEXT NOT NULL,
  no BIGINT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  event TEXT NOT NULL,
  actor TEXT NOT NULL,
  role TEXT NOT NULL,
  why TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (case_id, no)
);
-- words is sealed: table case_messages, that column, record case and number with
-- a dot between. body is JSON: terms and evidence.
CREATE TABLE cw_case_messages (
  case_id TEXT NOT NULL,
  no BIGINT NOT NULL,
  actor TEXT NOT NULL,
  party TEXT NOT NULL,
  words TEXT NOT NULL,
  body TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (case_id, no)
);
