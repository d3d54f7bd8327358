-- Guards in the statements keep what the checks say.
CREATE TABLE cw_stock (
  sku TEXT NOT NULL,
  location TEXT NOT NULL,
  on_hand BIGINT NOT NULL,
  reserved BIGINT NOT NULL,
  PRIMARY KEY (sku, location),
  CHECK (reserved >= 0 AND on_hand >= reserved)
);
CREATE TABLE cw_reservations (
  ref TEXT NOT NULL,
  sku TEXT NOT NULL,
  location TEXT NOT NULL,
  open BIGINT NOT NULL,
  taken BIGINT NOT NULL,
  PRIMARY KEY (ref, sku, location),
  CHECK (open >= 0 AND taken >= 0)
);
CREATE TABLE cw_movements (
  id TEXT PRIMARY KEY,
  sku TEXT NOT NULL,
  location TEXT NOT NULL,
  qty BIGINT NOT NULL,
  reason TEXT NOT NULL,
  ref TEXT NOT NULL,
  actor TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX cw_movements_sku ON cw_movements (sku, at, id);
