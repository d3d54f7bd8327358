-- updated is when the owner changed the cart, 0 where nobody said so.
ALTER TABLE cw_carts ADD COLUMN updated BIGINT NOT NULL DEFAULT 0;
CREATE INDEX cw_carts_updated ON cw_carts (updated);
