internal import Glibc

/// The loads of a sweep, ascending and each once, as a user writes them: a list `1,2,4,8`, or a range `1..64`,
/// which is cut into equal ratios.
package struct SweepLoads: Codable, Sendable, Equatable {
    package let kind: SweepLoad.Kind
    package let values: [Double]

    package var loads: [SweepLoad] { values.map { SweepLoad(kind, $0) } }

    /// Few enough that a sweep ends, many enough for a curve.
    package static let usualSteps = 7
    package static let mostSteps = 50
    /// What is measured where nobody says: small, and enough for a knee.
    package static let usual = SweepLoads(.concurrency, [1, 2, 4, 8, 16])

    private init(_ kind: SweepLoad.Kind, _ values: [Double]) {
        self.kind = kind
        self.values = values
    }

    /// Why a text is none, as the end of a sentence that begins with the option.
    package struct Fault: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// - Parameters:
    ///   - text: A list with commas, or `low..high`.
    ///   - kind: What is counted.
    ///   - steps: Into how many loads a range is cut; of a list nothing.
    ///
    /// - Throws: `Fault` for what is neither, or out of bounds.
    package init(
        parsing text: String, _ kind: SweepLoad.Kind, steps: Int? = nil
    ) throws(Fault) {
        let found: [Double]
        if let dots = text.firstRange(of: "..") {
            let low = try Self.value(text[..<dots.lowerBound], kind, of: text)
            let high = try Self.value(text[dots.upperBound...], kind, of: text)
            guard low < high else {
                throw Fault(description: "'\(text)' rises from nothing; write the lower end first")
            }
            found = Self.range(low, high, steps ?? Self.usualSteps, kind)
        } else {
            guard steps == nil else {
                throw Fault(description: "'\(text)' is a list; --steps cuts a range such as 1..64")
            }
            var values: [Double] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                values.append(try Self.value(part, kind, of: text))
            }
            found = values
        }
        let values = Set(found).sorted()
        guard values.count <= Self.mostSteps else {
            throw Fault(
                description: "'\(text)' are \(values.count) loads; at most \(Self.mostSteps)")
        }
        self.init(kind, values)
    }

    private static func value(
        _ part: Substring, _ kind: SweepLoad.Kind, of text: String
    ) throws(Fault) -> Double {
        let trimmed = part.filter { $0 != " " }
        switch kind {
        case .concurrency:
            guard let count = Int(trimmed), (1...1_000_000).contains(count) else {
                throw Fault(
                    description: "'\(text)' is no list of whole numbers from 1; write it like "
                        + "1,2,4,8 or 1..64")
            }
            return Double(count)
        case .rate:
            guard let rate = Double(trimmed), rate.isFinite, rate > 0, rate <= 1e6 else {
                throw Fault(
                    description: "'\(text)' is no list of requests a second above 0; write it like "
                        + "1,2.5,5 or 1..40")
            }
            return rate
        }
    }

    /// Equal ratios from one end to the other. Streams are whole, and rates have three digits.
    private static func range(
        _ low: Double, _ high: Double, _ steps: Int, _ kind: SweepLoad.Kind
    ) -> [Double] {
        let count = max(2, steps)
        return (0..<count).map { place in
            if place == 0 { return low }
            if place == count - 1 { return high }
            let exact = low * pow(high / low, Double(place) / Double(count - 1))
            switch kind {
            case .concurrency: return exact.rounded()
            case .rate:
                let unit = pow(10, floor(log10(exact)) - 2)
                // Divided by a whole number, so that 0.07 is not 0.07000000000000001.
                return unit < 1
                    ? (exact / unit).rounded() / (1 / unit).rounded()
                    : (exact / unit).rounded() * unit
            }
        }
    }
}
