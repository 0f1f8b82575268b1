/// How findings write what they name.
enum FindingWords {
    static func milliseconds(_ value: Double) -> String {
        if value >= 10_000 { return "\(Int((value / 1000).rounded())) s" }
        if value >= 1000 { return "\((value / 100).rounded() / 10) s" }
        if value >= 10 { return "\(Int(value.rounded())) ms" }
        return "\((value * 10).rounded() / 10) ms"
    }
}
