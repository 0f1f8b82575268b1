/// An amount of money whose currency is the price's own, as people write it: two digits behind the point, and of less than
/// one the first two that are not zero.
package enum MoneyText {
    package static func of(_ amount: Double) -> String {
        guard amount.isFinite, amount > 0 else { return "0" }
        guard amount < 1 else { return fixed(amount, 2) }
        var digits = 2
        var scaled = amount * 10
        while scaled < 1, digits < 9 {
            scaled *= 10
            digits += 1
        }
        return fixed(amount, digits)
    }

    private static func fixed(_ amount: Double, _ digits: Int) -> String {
        guard amount < 1e12 else { return "\(amount)" }
        let scale = (0..<digits).reduce(Int64(1)) { product, _ in product * 10 }
        let whole = Int64((amount * Double(scale)).rounded())
        let rest = String(whole % scale)
        return "\(whole / scale)." + String(repeating: "0", count: digits - rest.count) + rest
    }
}
