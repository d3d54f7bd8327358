-- lines is JSON, amounts exact. A cart holds no personal data but its owner's id.
CREATE TABLE cw_carts (
  owner TEXT PRIMARY KEY,
  currency TEXT NOT NULL,
  lines TEXT NOT NULL,
  version BIGINT NOT NULL
);
