package seed

import (
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

// A Person is somebody to try the store as. Nobody of them exists, and their
// phone numbers belong to nobody.
type Person struct {
	Names   map[string]string // by language tag
	Actor   secure.Actor
	Address shipping.Address
}

// People returns two buyers, one in Shanghai and one in London, one merchant
// for each seller, and one of the staff, in this order.
func People() []Person {
	return []Person{
		person("林晓晴", "Lin Xiaoqing", buyer("lin"), shanghai("林晓晴", "138 0000 0001", "徐汇区", "梧桐里路 18 号 302 室", "200030")),
		person("艾达·韦弗", "Ada Weaver", buyer("ada"), london("Ada Weaver", "+44 20 7946 0012", "12 Lantern Row, Flat 3", "N1 0ZZ")),
		person("周谷", "Zhou Gu", merchant("zhou", valley()), shanghai("周谷", "138 0000 0002", "青浦区", "山谷工坊路 66 号 2 号库", "201700")),
		person("沈灯", "Shen Deng", merchant("shen", lamplight()), shanghai("沈灯", "138 0000 0003", "静安区", "灯下弄 9 号", "200040")),
		person("何平", "He Ping", staff("he"), shanghai("何平", "138 0000 0004", "浦东新区", "车轮街 1 号 5 楼", "200120")),
	}
}

func person(chinese, english string, actor secure.Actor, address shipping.Address) Person {
	return Person{Names: map[string]string{Chinese: chinese, English: english}, Actor: actor, Address: address}
}

func buyer(name string) secure.Actor {
	return secure.Actor{ID: id("person", name), Role: secure.RoleBuyer}
}

func merchant(name string, seller catalog.SellerID) secure.Actor {
	return secure.Actor{ID: id("person", name), Role: secure.RoleMerchant, Sellers: []string{string(seller)}}
}

func staff(name string) secure.Actor {
	return secure.Actor{ID: id("person", name), Role: secure.RoleStaff}
}

func shanghai(name, phone, district, street, postcode string) shipping.Address {
	return shipping.Address{
		Name: name, Phone: phone, Country: "CN", Region: "上海市", City: "上海市",
		District: district, Street: street, Postcode: postcode,
	}
}

func london(name, phone, street, postcode string) shipping.Address {
	return shipping.Address{Name: name, Phone: phone, Country: "GB", City: "London", Street: street, Postcode: postcode}
}
