-- Times are UTC milliseconds, 0 for none; valid_for is nanoseconds.
CREATE TABLE cw_coupon_campaigns (
  id TEXT PRIMARY KEY,
  rule TEXT NOT NULL,
  seller TEXT NOT NULL,
  starts BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  stock BIGINT NOT NULL,
  per_buyer BIGINT NOT NULL,
  valid_for BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  uses BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE cw_coupons (
  code TEXT PRIMARY KEY,
  campaign TEXT NOT NULL,
  rule TEXT NOT NULL,
  buyer TEXT NOT NULL,
  starts BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  uses BIGINT NOT NULL,
  used BIGINT NOT NULL,
  frozen BIGINT NOT NULL,
  issued BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX cw_coupons_buyer ON cw_coupons (buyer, code);
-- amount is exact, as text, and never summed here: the counters do that. counted
-- says which of them were raised.
CREATE TABLE cw_redemptions (
  purchase TEXT NOT NULL,
  rule TEXT NOT NULL,
  coupon TEXT NOT NULL,
  buyer TEXT NOT NULL,
  amount TEXT NOT NULL,
  units BIGINT NOT NULL,
  counted TEXT NOT NULL,
  status TEXT NOT NULL,
  at BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (purchase, rule)
);
CREATE TABLE cw_coupon_counts (
  name TEXT PRIMARY KEY,
  n BIGINT NOT NULL
);
CREATE TABLE cw_coupon_guesses (
  who TEXT PRIMARY KEY,
  n BIGINT NOT NULL,
  since BIGINT NOT NULL,
  version BIGINT NOT NULL
);
