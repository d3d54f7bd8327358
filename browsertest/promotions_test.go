package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPagesOfPromotionsFitEveryWidth looks at cart, product, wallet and checkout of
// a buyer with deals, and at the desk's editor.
func TestPagesOfPromotionsFitEveryWidth(t *testing.T) {
	t.Parallel()
	browser, base := startBrowser(t), startStore(t)
	buyer, merchant := visit(t, browser, base, true), visit(t, browser, base, true)
	buyer.open("/people")
	buyer.click("//button[contains(.,'Ada Weaver')]")
	for _, slug := range []string{"cable-jumper", "oxford-shirt", "tea-tin"} {
		buyer.open("/product/" + slug)
		buyer.click("//form[@id='buy']//button[@value='add' and not(@tabindex)]")
	}
	buyer.open("/wallet")
	buyer.click("//button[@name='claim']")
	buyer.open("/cart")
	buyer.write("code", "LANTERN8")
	buyer.click("//span[@class='code']/button")
	require.Contains(t, evaluate[string](buyer, "document.querySelector('.codes').innerText"), "LANTERN8")
	merchant.open("/people")
	merchant.click("//button[contains(.,'Zhou Gu')]")
	var faults []string
	for _, language := range []string{"en", "zh-CN"} {
		for _, path := range []string{"/cart?lang=" + language, "/product/down-jacket", "/product/lamp", "/wallet", "/checkout"} {
			faults = append(faults, buyer.sideways(base+path)...)
		}
		for _, path := range []string{"/desk/promotions?lang=" + language, "/desk/promotions/valley-300-40", "/desk/promotions/winter", "/desk/promotions/new"} {
			faults = append(faults, merchant.sideways(base+path)...)
		}
	}
	require.Empty(t, faults)
	buyer.calm()
	merchant.calm()
}

// TestTheEditorTriesARule adds a step and looks at the sample cart.
func TestTheEditorTriesARule(t *testing.T) {
	t.Parallel()
	for _, script := range []bool{true, false} {
		merchant := visit(t, startBrowser(t), startStore(t), script)
		merchant.open("/people")
		merchant.click("//button[contains(.,'Zhou Gu')]")
		merchant.open("/desk/promotions/valley-300-40")
		for name, text := range map[string]string{"from3_CNY": "900", "from3_USD": "100", "off3_CNY": "150", "off3_USD": "21.50"} {
			merchant.write(name, text)
		}
		merchant.click("//header//button[@value='try']")
		require.Contains(t, evaluate[string](merchant, "document.querySelector('.weighed').innerText"), "−$21.50")
		merchant.calm()
	}
}
