// Writes what ICU has for the locales on standard input, one JSON line a locale:
// {"l":…,"o":{"symbol":{"USD":[…]}}}, nothing for a locale that ICU lacks. The
// first line names the edition of CLDR and the amounts.
const amounts = ['0', '-1', '1234.5', '-12345.678', '1234567.891'];
const currencies = ['USD', 'EUR', 'KWD', 'JPY'];
const displays = {
  symbol: {}, narrow: { currencyDisplay: 'narrowSymbol' }, code: { currencyDisplay: 'code' }, acct: { currencySign: 'accounting' },
  name: { currencyDisplay: 'name' },
};
const out = [JSON.stringify({ cldr: process.versions.cldr, amounts })];
for (const l of require('fs').readFileSync(0, 'utf8').trim().split('\n')) {
  const o = {};
  if (new Intl.NumberFormat(l).resolvedOptions().locale !== l) continue;
  for (const [d, options] of Object.entries(displays)) {
    o[d] = {};
    for (const currency of currencies) {
      const f = new Intl.NumberFormat(l, { style: 'currency', currency, ...options });
      o[d][currency] = amounts.map((a) => f.format(a));
    }
  }
  out.push(JSON.stringify({ l, o }));
}
console.log(out.join('\n'));
