package main

// The statements of a sale, as Cartwright sends them: TestFloorSendsTheSameStatements
// compares. Reads outside transactions are floorOffers and floorFind; everything up
// to floorStock is the transaction of placing, the rest that of paying.
const (
	floorOffers = "SELECT body, version FROM cw_products WHERE id IN (SELECT product FROM cw_product_skus WHERE sku IN ($1,$2)) ORDER BY id"

	floorPurchase = `INSERT INTO cw_purchases (id, buyer, request, fingerprint, guest, currency, total, payment, charge, method, language, receiver, email, note, placed, version)
VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,1) ON CONFLICT DO NOTHING`

	floorOrder = `INSERT INTO cw_orders (id, purchase, buyer, seller, status, payment_status, shipping_status, currency, goods, discount, shipping, tax,
total, refunding, refunded, progress, carrier, service, placed, deadline, updated, version, terms) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23) ON CONFLICT DO NOTHING`

	floorRows = `INSERT INTO cw_order_rows (order_id, line, run, sku, product, kind, title, options, picture, slug, grams, qty, units, price, scale,
discounts, discount, tax, net) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19),($20,$21,$22,$23,$24,$25,$26,$27,$28,$29,$30,$31,$32,$33,$34,$35,$36,$37,$38) ON CONFLICT DO NOTHING`

	floorHistory = "INSERT INTO cw_order_history (order_id, version, before, after, event, actor, role, why, at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9) ON CONFLICT DO NOTHING"

	floorPayment = `INSERT INTO cw_payments (id, subject, provider, method, charge, currency, created, updated, amount, authorized, captured, refunding, refunded, version)
VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,1) ON CONFLICT DO NOTHING`

	floorOperation = `INSERT INTO cw_operations (instrument, return_url, action_url, action_content, amount, expires, status, provider_id, code, action,
action_expires, decided_by, attempts, updated, ref, payment, kind, parent, cause, provider, method, currency, created, version)
VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,1) ON CONFLICT DO NOTHING`

	floorEvent = "INSERT INTO cw_outbox (id, type, subject, version, at, data, queued, place) VALUES ($1,$2,$3,$4,$5,$6,$7,$8) ON CONFLICT DO NOTHING"

	floorTimers = "INSERT INTO cw_timers (id, kind, subject, due) VALUES ($1,$2,$3,$4),($5,$6,$7,$8) ON CONFLICT (id) DO UPDATE SET due = excluded.due, attempts = 0, claimed = 0"

	floorReservations = `WITH want(ref, sku, location, qty) AS (VALUES (CAST($1 AS TEXT),CAST($2 AS TEXT),CAST($3 AS TEXT),CAST($4 AS BIGINT)),(CAST($5 AS TEXT),CAST($6 AS TEXT),CAST($7 AS TEXT),CAST($8 AS BIGINT)))
INSERT INTO cw_reservations (ref, sku, location, open, taken) SELECT ref, sku, location, qty, 0 FROM want WHERE TRUE
ON CONFLICT (ref, sku, location) DO UPDATE SET open = cw_reservations.open + excluded.open`

	floorWant = "WITH /* reserve */ want(sku, location, qty) AS (VALUES (CAST($1 AS TEXT),CAST($2 AS TEXT),CAST($3 AS BIGINT)),(CAST($4 AS TEXT),CAST($5 AS TEXT),CAST($6 AS BIGINT)))"
	floorHeld = `, held AS (SELECT want.sku, want.location, want.qty FROM cw_stock s JOIN want ON s.sku = want.sku AND s.location = want.location
ORDER BY s.sku COLLATE "C", s.location COLLATE "C" FOR UPDATE OF s)`
	floorTaken = " AS line WHERE cw_stock.sku = line.sku AND cw_stock.location = line.location AND on_hand - reserved >= line.qty"
	floorStock = floorWant + floorHeld + " UPDATE cw_stock SET reserved = reserved + line.qty FROM held" + floorTaken
	liteStock  = floorWant + " UPDATE cw_stock SET reserved = reserved + line.qty FROM want" + floorTaken

	operationNames = "o.ref, o.payment, o.kind, o.parent, o.cause, o.provider, o.method, o.instrument, o.return_url, o.currency, o.amount, o.expires, " +
		"o.status, o.provider_id, o.code, o.action, o.action_url, o.action_content, o.action_expires, o.decided_by, o.attempts, o.created, o.updated, o.version"
	paymentNames = "p.id, p.subject, p.provider, p.method, p.charge, p.currency, p.amount, p.authorized, p.captured, p.refunding, p.refunded, p.created, p.updated, p.version"

	floorFind = "SELECT " + operationNames + " FROM cw_operations o WHERE o.ref = $1"
	liteHold  = "SELECT " + operationNames + ", " + paymentNames + " FROM cw_operations o JOIN cw_payments p ON p.id = o.payment WHERE o.ref = $1"
	floorHold = liteHold + " FOR UPDATE"

	floorCharged = `UPDATE cw_operations SET instrument = $1, return_url = $2, action_url = $3, action_content = $4, amount = $5, expires = $6, status = $7,
provider_id = $8, code = $9, action = $10, action_expires = $11, decided_by = $12, attempts = $13, updated = $14, version = version + 1
WHERE ref = $15 AND version = $16`

	floorPaid = `UPDATE cw_payments SET provider = $1, method = $2, charge = $3, updated = $4, amount = $5, authorized = $6, captured = $7, refunding = $8,
refunded = $9, version = version + 1 WHERE id = $10 AND version = $11`

	floorPostings = "INSERT INTO cw_postings (id, payment, account, currency, amount, at) VALUES ($1,$2,$3,$4,$5,$6),($7,$8,$9,$10,$11,$12) ON CONFLICT DO NOTHING"

	liteOrders = `SELECT o.id, o.purchase, o.buyer, o.seller, o.status, o.payment_status, o.shipping_status, o.currency, o.goods, o.discount, o.shipping,
o.tax, o.total, o.refunding, o.refunded, CASE WHEN r.line > 1 OR r.run > 1 THEN '' ELSE o.progress END, o.carrier, o.service, o.placed, o.deadline, o.updated, o.version, o.terms,
r.line, r.sku, r.product, r.kind, r.title, r.options,
r.picture, r.slug, r.grams, r.qty, r.units, r.price,
r.scale, r.discounts, r.discount, r.tax, r.net FROM cw_orders o LEFT JOIN cw_order_rows r ON r.order_id = o.id WHERE o.purchase = $1 ORDER BY o.id, r.line, r.run`
	floorOrders = liteOrders + " FOR UPDATE OF o"

	floorConfirmed = `UPDATE cw_orders SET status = $1, payment_status = $2, shipping_status = $3, refunding = $4, refunded = $5, progress = $6, deadline = $7,
updated = $8, version = version + 1 WHERE id = $9 AND version = $10`

	floorEvents = "INSERT INTO cw_outbox (id, type, subject, version, at, data, queued, place) VALUES ($1,$2,$3,$4,$5,$6,$7,$8),($9,$10,$11,$12,$13,$14,$15,$16) ON CONFLICT DO NOTHING"

	floorDone = "DELETE FROM cw_timers WHERE id IN ($1,$2)"
)

// Columns of the reads, a letter each: text or integer.
const (
	offerKinds     = "ti"
	operationKinds = "tttttttttt" + "ii" + "tttttt" + "i" + "t" + "iiii"
	holdKinds      = operationKinds + "tttttt" + "iiiiiiii"
	orderKinds     = "tttttttt" + "iiiiiii" + "ttt" + "iiii" + "t" + "i" + "ttttttt" + "iiiii" + "t" + "iii"
)
