-- Amounts are minor units of currency; times UTC milliseconds, 0 for none.
CREATE TABLE cw_payments (
  id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  provider TEXT NOT NULL,
  method TEXT NOT NULL,
  charge TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount BIGINT NOT NULL,
  authorized BIGINT NOT NULL,
  captured BIGINT NOT NULL,
  refunding BIGINT NOT NULL,
  refunded BIGINT NOT NULL,
  created BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX cw_payments_subject ON cw_payments (subject);
-- instrument, return_url, action_url and action_content are sealed: table
-- operations, the column's name, record ref.
CREATE TABLE cw_operations (
  ref TEXT PRIMARY KEY,
  payment TEXT NOT NULL,
  kind TEXT NOT NULL,
  parent TEXT NOT NULL,
  cause TEXT NOT NULL,
  provider TEXT NOT NULL,
  method TEXT NOT NULL,
  instrument TEXT NOT NULL,
  return_url TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  status TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  code TEXT NOT NULL,
  action TEXT NOT NULL,
  action_url TEXT NOT NULL,
  action_content TEXT NOT NULL,
  action_expires BIGINT NOT NULL,
  decided_by TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  created BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX cw_operations_payment ON cw_operations (payment, created, ref);
CREATE TABLE cw_postings (
  id TEXT PRIMARY KEY,
  payment TEXT NOT NULL,
  account TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount BIGINT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX cw_postings_payment ON cw_postings (payment, id);
