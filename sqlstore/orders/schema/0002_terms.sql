-- terms is JSON of what promotions gave an order besides its rows: shares of the
-- delivery, points, which lines are gifts, whether something limited was taken and
-- which method of payment it was for; '' where there is none of it.
ALTER TABLE cw_orders ADD COLUMN terms TEXT NOT NULL DEFAULT '';
