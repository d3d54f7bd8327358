-- receiver and events are sealed: table shipments, their columns, record id. Both
-- are JSON before and empty where there is nothing to say. items is JSON; cost is minor units of currency, both empty until known.
CREATE TABLE cw_shipments (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL,
  seller TEXT NOT NULL,
  carrier TEXT NOT NULL,
  service TEXT NOT NULL,
  booking TEXT NOT NULL,
  number TEXT NOT NULL,
  status TEXT NOT NULL,
  receiver TEXT NOT NULL,
  items TEXT NOT NULL,
  grams BIGINT NOT NULL,
  currency TEXT NOT NULL,
  cost BIGINT NOT NULL,
  promised BIGINT NOT NULL,
  code TEXT NOT NULL,
  events TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  created BIGINT NOT NULL,
  booked BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX cw_shipments_order ON cw_shipments (order_id, created, id);
