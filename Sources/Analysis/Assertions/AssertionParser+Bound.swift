internal import RunModel

/// The second half of an assertion: what its value must be to what.
extension AssertionParser {
    mutating func relation() throws(AssertionError) -> Assertion.Relation {
        scanner.skipBlanks()
        let start = scanner.column
        let signs = scanner.take { [0x3C, 0x3D, 0x3E, 0x21].contains($0) }
        let all = NearestName.list(Assertion.Relation.allCases.map(\.rawValue), "or")
        guard !signs.isEmpty else {
            throw scanner.error("expected \(all), but there is \(scanner.found)")
        }
        guard let relation = Assertion.Relation(rawValue: signs) else {
            throw scanner.error("there is no \(signs.prefix(20)): write \(all)", at: start)
        }
        return relation
    }

    /// The bound in the quantity's unit; it ends the text.
    mutating func bound(
        of quantity: Assertion.Quantity, _ relation: Assertion.Relation
    ) throws(AssertionError) -> Double {
        scanner.skipBlanks()
        let start = scanner.column
        let bound: Double
        switch quantity.unit {
        case .milliseconds: bound = try time().milliseconds
        case .share: bound = try share(of: quantity)
        default: bound = try plain(quantity)
        }
        let most = quantity.unit == .share ? 1 : Double.infinity
        let isNever = relation.isUpperBound ? bound == 0 : bound == most
        let isAlways = relation.isUpperBound ? bound == most : bound == 0
        if isNever, !relation.isInclusive {
            let mild = relation.isUpperBound ? "<=" : ">="
            throw scanner.error("that can never hold: did you mean \(mild)?", at: start)
        }
        if isAlways, relation.isInclusive {
            throw scanner.error("that always holds, whatever the run does", at: start)
        }
        scanner.skipBlanks()
        guard scanner.isAtEnd else {
            throw scanner.error("nothing may follow the bound, but there is \(scanner.found)")
        }
        return bound
    }

    private mutating func number(
        _ expected: String
    ) throws(AssertionError) -> (text: String, value: Double) {
        scanner.skipBlanks()
        let start = scanner.column
        let text = scanner.take { AssertionScanner.isDigit($0) || $0 == 0x2E }
        guard !text.isEmpty else {
            throw scanner.error("expected \(expected), but there is \(scanner.found)")
        }
        guard let value = Double(text), value.isFinite else {
            throw scanner.error("'\(text.prefix(20))' is no number", at: start)
        }
        return (text, value)
    }

    private static let units = ["us", "ms", "s", "m"]

    /// A length of time above 0.
    mutating func time() throws(AssertionError) -> (text: String, milliseconds: Double) {
        scanner.skipBlanks()
        let start = scanner.column
        let number = try number("a time such as 300ms")
        scanner.skipBlanks()
        let place = scanner.column
        let unit = scanner.take(while: AssertionScanner.isLetter)
        guard !unit.isEmpty else {
            throw scanner.error(
                "\(number.text.prefix(20)) needs a unit: \(NearestName.list(Self.units, "or"))",
                at: start)
        }
        guard Self.units.contains(unit) else {
            throw scanner.error(
                NearestName.complaint(unit, kind: "unit", among: Self.units), at: place)
        }
        guard let span = TimeSpan(number.text + unit), span.duration > .zero else {
            throw scanner.error("a time is above 0 and at most a year", at: start)
        }
        return (number.text + unit, span.duration.milliseconds)
    }

    private mutating func share(of quantity: Assertion.Quantity) throws(AssertionError) -> Double {
        let start = scanner.column
        let number = try number("a share such as 1%")
        scanner.skipBlanks()
        if scanner.take("%") {
            guard number.value <= 100 else {
                throw scanner.error("a share is at most 100%", at: start)
            }
            return number.value / 100
        }
        // A bare 1 may be meant as 1 % or as the whole.
        guard number.value < 1 else {
            throw scanner.error(
                "\(quantity.rawValue) needs % or a share below 1: write \(number.text.prefix(20))%",
                at: start)
        }
        return number.value
    }

    private mutating func plain(_ quantity: Assertion.Quantity) throws(AssertionError) -> Double {
        let number = try number("a number")
        scanner.skipBlanks()
        let place = scanner.column
        if let next = scanner.next, AssertionScanner.isLetter(next) || next == 0x25 {
            throw scanner.error("\(quantity.rawValue) takes a number without a unit", at: place)
        }
        return number.value
    }
}
