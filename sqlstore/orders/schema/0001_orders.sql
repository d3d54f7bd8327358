-- receiver, email and note are sealed: table purchases, that column, record id.
-- Amounts are minor units of currency, but price, which has its own scale.
CREATE TABLE cw_purchases (
  id TEXT PRIMARY KEY,
  buyer TEXT NOT NULL,
  request TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  guest TEXT NOT NULL,
  currency TEXT NOT NULL,
  total BIGINT NOT NULL,
  payment TEXT NOT NULL,
  charge TEXT NOT NULL,
  method TEXT NOT NULL,
  language TEXT NOT NULL,
  receiver TEXT NOT NULL,
  email TEXT NOT NULL,
  note TEXT NOT NULL,
  placed BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX cw_purchases_request ON cw_purchases (request);
CREATE UNIQUE INDEX cw_purchases_guest ON cw_purchases (guest) WHERE guest <> '';
-- progress is JSON: how many units of each line have come how far.
CREATE TABLE cw_orders (
  id TEXT PRIMARY KEY,
  purchase TEXT NOT NULL,
  buyer TEXT NOT NULL,
  seller TEXT NOT NULL,
  status TEXT NOT NULL,
  payment_status TEXT NOT NULL,
  shipping_status TEXT NOT NULL,
  currency TEXT NOT NULL,
  goods BIGINT NOT NULL,
  discount BIGINT NOT NULL,
  shipping BIGINT NOT NULL,
  tax BIGINT NOT NULL,
  total BIGINT NOT NULL,
  refunding BIGINT NOT NULL,
  refunded BIGINT NOT NULL,
  progress TEXT NOT NULL,
  carrier TEXT NOT NULL,
  service TEXT NOT NULL,
  placed BIGINT NOT NULL,
  deadline BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX cw_orders_purchase ON cw_orders (purchase, id);
CREATE INDEX cw_orders_buyer ON cw_orders (buyer, id);
CREATE INDEX cw_orders_seller ON cw_orders (seller, id);
CREATE INDEX cw_orders_status ON cw_orders (status, id);
-- One row for a run of units of a line that cost the same, with the line's snapshot.
-- discounts is JSON: who pays which part of discount.
CREATE TABLE cw_order_rows (
  order_id TEXT NOT NULL,
  line BIGINT NOT NULL,
  run BIGINT NOT NULL,
  sku TEXT NOT NULL,
  product TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  options TEXT NOT NULL,
  picture TEXT NOT NULL,
  slug TEXT NOT NULL,
  grams BIGINT NOT NULL,
  qty BIGINT NOT NULL,
  units BIGINT NOT NULL,
  price BIGINT NOT NULL,
  scale BIGINT NOT NULL,
  discounts TEXT NOT NULL,
  discount BIGINT NOT NULL,
  tax BIGINT NOT NULL,
  net BIGINT NOT NULL,
  PRIMARY KEY (order_id, line, run)
);
-- why is sealed unless role is system: table order_history, record order_id.version.
CREATE TABLE cw_order_history (
  order_id TEXT NOT NULL,
  version BIGINT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  event TEXT NOT NULL,
  actor TEXT NOT NULL,
  role TEXT NOT NULL,
  why TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (order_id, version)
);
-- items and runs are JSON: what a refund pays for, and exactly which units these are.
-- reason is sealed unless it is a code of the library's: table refunds, record ref.
CREATE TABLE cw_refunds (
  ref TEXT PRIMARY KEY,
  order_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount BIGINT NOT NULL,
  items TEXT NOT NULL,
  runs TEXT NOT NULL,
  reason TEXT NOT NULL,
  actor TEXT NOT NULL,
  status TEXT NOT NULL,
  at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX cw_refunds_order ON cw_refunds (order_id, at, ref);
