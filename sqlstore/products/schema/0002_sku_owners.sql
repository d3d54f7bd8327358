-- Who may give a product an SKU: the seller who did so first, also after no
-- product has it any more, since pieces of it may still lie in the warehouse.
CREATE TABLE cw_sku_owners (
  sku TEXT PRIMARY KEY,
  seller TEXT NOT NULL
);
INSERT INTO cw_sku_owners (sku, seller) SELECT s.sku, p.seller FROM cw_product_skus s JOIN cw_products p ON p.id = s.product;
