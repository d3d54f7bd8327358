package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAChosenVariantIsShownWhole chooses a colour and a size with script: the
// pictures, the price, how many there are and how many can be bought follow.
func TestAChosenVariantIsShownWhole(t *testing.T) {
	t.Parallel()
	buyer := visit(t, startBrowser(t), startStore(t), true)
	buyer.open("/product/high-top")
	before := evaluate[string](buyer, "document.querySelectorAll('.thumbs img')[1].src")
	choose := func(name, value string) {
		evaluate[bool](buyer, "(() => { const r = document.querySelector('input[name="+name+"][value=\""+value+"\"]'); r.click(); return r.checked; })()")
	}
	evaluate[bool](buyer, "document.querySelectorAll('.qty button')[1].click(); true")
	require.Equal(t, "2", evaluate[string](buyer, "document.getElementById('qty').value"))
	choose("colour", "Ink")
	require.True(t, evaluate[bool](buyer, "document.querySelector('input[value=\"42\"]').disabled"), "sold out in ink")
	after := evaluate[string](buyer, "document.querySelectorAll('.thumbs img')[1].src")
	require.NotEqual(t, before, after)
	require.Equal(t, after, evaluate[string](buyer, "document.querySelectorAll('.thumbs a')[1].href"))
	require.True(t, evaluate[bool](buyer, "[...document.querySelectorAll('.gallery img')].every((i) => i.src.includes('high-top-ink'))"))
	choose("size", "41")
	buyer.click("//div[@class='buyrow']//button[@value='add']")
	require.Contains(t, evaluate[string](buyer, "document.querySelector('main').innerText"), "Ink / 41")
	buyer.open("/product/chelsea-boot")
	choose("colour", "Camel")
	require.Equal(t, "2 left", evaluate[string](buyer, "document.querySelector('input[value=\"43\"]').parentElement.querySelector('em').textContent"))
	choose("size", "43")
	require.Equal(t, "Only 2 left", evaluate[string](buyer, "document.getElementById('stock').textContent"))
	evaluate[bool](buyer, "(() => { for (let i = 0; i < 5; i++) document.querySelectorAll('.qty button')[1].click(); return true; })()")
	require.Equal(t, "2", evaluate[string](buyer, "document.getElementById('qty').value"))
	buyer.calm()
}
