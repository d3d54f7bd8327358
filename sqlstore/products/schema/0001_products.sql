-- body is the whole value as JSON, amounts exact; the other columns are what is
-- searched, sorted or unique. words is lower case.
CREATE TABLE cw_products (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL,
  seller TEXT NOT NULL,
  category TEXT NOT NULL,
  status TEXT NOT NULL,
  rank BIGINT NOT NULL,
  created BIGINT NOT NULL,
  words TEXT NOT NULL,
  body TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX cw_products_slug ON cw_products (slug);
CREATE INDEX cw_products_rank ON cw_products (status, rank, id);
CREATE INDEX cw_products_category ON cw_products (category, rank, id);
CREATE INDEX cw_products_seller ON cw_products (seller, rank, id);
CREATE TABLE cw_product_skus (
  sku TEXT PRIMARY KEY,
  product TEXT NOT NULL
);
CREATE INDEX cw_product_skus_product ON cw_product_skus (product);
CREATE TABLE cw_categories (
  id TEXT PRIMARY KEY,
  rank BIGINT NOT NULL,
  body TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE cw_sellers (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL,
  version BIGINT NOT NULL
);
