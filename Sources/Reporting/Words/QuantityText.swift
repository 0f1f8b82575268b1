/// Numbers of loads as they stand in sentences and names of files.
package enum QuantityText {
    /// Three digits, without zeros at the end: `11.2`, `640`, `0.25`.
    package static func load(_ load: Double) -> String {
        let digits = load >= 100 ? 0 : load >= 10 ? 1 : 2
        let scale = digits == 0 ? 1.0 : digits == 1 ? 10 : 100
        let value = (load * scale).rounded() / scale
        return value == value.rounded() ? String(Int(value)) : String(value)
    }
}
