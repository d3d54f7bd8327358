-- How many refunds of a case wait for a person: see aftersales.Case.Declined.
ALTER TABLE cw_cases ADD COLUMN declined BIGINT NOT NULL DEFAULT 0;
CREATE INDEX cw_cases_declined ON cw_cases (id) WHERE declined > 0;
