-- What every domain needs: outbox, timers, inbox, leases.
-- Times are UTC milliseconds; 0 says "not yet".
CREATE TABLE cw_outbox (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  data BYTEA,
  queued BIGINT NOT NULL,
  place BIGINT NOT NULL,
  sent BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX cw_outbox_unsent ON cw_outbox (queued, place, version, id) WHERE sent = 0;
CREATE INDEX cw_outbox_subject ON cw_outbox (subject, version) WHERE sent = 0;
CREATE INDEX cw_outbox_sent ON cw_outbox (sent) WHERE sent > 0;
CREATE TABLE cw_timers (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  due BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  claimed BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX cw_timers_due ON cw_timers (due, id);
CREATE TABLE cw_inbox (
  consumer TEXT NOT NULL,
  event TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (consumer, event)
);
CREATE INDEX cw_inbox_at ON cw_inbox (at);
CREATE TABLE cw_leases (
  name TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  until BIGINT NOT NULL
);
