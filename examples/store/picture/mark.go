package picture

// Mark returns the store's sign, a cart wheel in white on cinnabar, as an SVG
// document of 32 by 32 units.
func Mark() []byte {
	return []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">` +
		`<circle cx="16" cy="16" r="16" fill="#c2321d"/><g fill="none" stroke="#fff" stroke-width="1.9"><circle cx="16" cy="16" r="8.6"/>` +
		`<path d="M16 7.4v17.2M7.4 16h17.2M9.9 9.9l12.2 12.2M22.1 9.9 9.9 22.1" stroke-width="1.5"/></g>` +
		`<circle cx="16" cy="16" r="2.9" fill="#fff"/><circle cx="16" cy="16" r="1.1" fill="#c2321d"/></svg>`)
}
