-- What sellers have promised beside refunds, by month as 2026-11 and currency.
CREATE TABLE cw_case_budgets (
  seller TEXT NOT NULL,
  period TEXT NOT NULL,
  currency TEXT NOT NULL,
  spent BIGINT NOT NULL,
  PRIMARY KEY (seller, period, currency)
);
