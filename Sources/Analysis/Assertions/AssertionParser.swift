internal import RunModel

/// Reads an assertion from left to right: its subject, its relation, its bound.
struct AssertionParser {
    /// What an assertion is about.
    struct Subject {
        var mode: ResponseMode?
        let quantity: Assertion.Quantity
        var statistic: Assertion.SampleStatistic?
        var objectives: Objectives?
    }

    var scanner: AssertionScanner

    init(_ text: String) throws(AssertionError) {
        scanner = try AssertionScanner(text)
    }

    /// As it was written, with single blanks.
    var text: String { scanner.text }

    // MARK: Subject

    mutating func subject() throws(AssertionError) -> Subject {
        let start = scanner.column
        var name = scanner.take(while: AssertionScanner.isName)
        var mode: ResponseMode?
        if !name.isEmpty, scanner.take(":") {
            mode = ResponseMode(rawValue: name)
            guard mode != nil else {
                throw scanner.error(
                    NearestName.complaint(
                        name, kind: "mode", among: ResponseMode.allCases.map(\.rawValue)),
                    at: start)
            }
            scanner.skipBlanks()
        }
        let place = mode == nil ? start : scanner.column
        if mode != nil { name = scanner.take(while: AssertionScanner.isName) }
        guard !name.isEmpty else {
            throw scanner.error("expected a name such as ttft.p95, but there is \(scanner.found)")
        }
        guard let quantity = Assertion.Quantity(rawValue: name) else {
            throw scanner.error(Self.complaint(ofQuantity: name), at: place)
        }
        if mode == .nonStreaming, quantity.isOfStreams {
            throw scanner.error("non-streaming answers have no \(name)", at: start)
        }
        return Subject(
            mode: mode, quantity: quantity, statistic: try statistic(of: quantity),
            objectives: try objectives(of: quantity))
    }

    private static func complaint(ofQuantity name: String) -> String {
        if let meant = Assertion.Quantity.otherNames[name.lowercased()] {
            return "there is no '\(name)'; did you mean '\(meant.rawValue)'?"
        }
        return NearestName.complaint(name, among: Assertion.Quantity.names)
    }

    private mutating func statistic(
        of quantity: Assertion.Quantity
    ) throws(AssertionError) -> Assertion.SampleStatistic? {
        let name = quantity.rawValue
        let dot = scanner.column
        guard scanner.take(".") else {
            guard quantity.isSampled else { return nil }
            throw scanner.error("\(name) needs a statistic, such as \(name).p95 or \(name).max")
        }
        guard quantity.isSampled else {
            throw scanner.error("\(name) has no statistic", at: dot)
        }
        let start = scanner.column
        let word = scanner.take { AssertionScanner.isName($0) || $0 == 0x2E }
        guard !word.isEmpty else {
            throw scanner.error("expected a statistic such as p95, but there is \(scanner.found)")
        }
        guard let statistic = Assertion.SampleStatistic(word) else {
            throw scanner.error(Self.complaint(ofStatistic: word), at: start)
        }
        return statistic
    }

    private static let percentiles = "percentiles are p1 to p99 and p99.9"

    private static func complaint(ofStatistic word: String) -> String {
        let number = word.dropFirst()
        if word.lowercased().hasPrefix("p"), !number.isEmpty,
            number.allSatisfy({ $0.isNumber || $0 == "." })
        {
            return "there is no \(word): \(percentiles)"
        }
        switch word.lowercased() {
        case "mean", "avg", "average":
            return "there is no mean: a single failure would make it infinite; take p50"
        case "median", "med":
            return "there is no '\(word)'; did you mean 'p50'?"
        default: break
        }
        let names = Assertion.SampleStatistic.names
        guard let near = NearestName.nearest(to: word, among: names) else {
            return "there is no statistic '\(word)': \(percentiles), and there are min and max"
        }
        return "there is no statistic '\(word)'; did you mean '\(near)'?"
    }

    private mutating func objectives(
        of quantity: Assertion.Quantity
    ) throws(AssertionError) -> Objectives? {
        scanner.skipBlanks()
        let start = scanner.column
        guard scanner.take("(") else { return nil }
        guard quantity == .goodput else {
            throw scanner.error("only goodput takes bounds in parentheses", at: start)
        }
        var objectives = Objectives()
        var seen: Set<String> = []
        repeat {
            try addObjective(to: &objectives, &seen)
            scanner.skipBlanks()
        } while scanner.take(",")
        guard scanner.take(")") else {
            throw scanner.error("expected , or ), but there is \(scanner.found)")
        }
        return objectives
    }

    private mutating func addObjective(
        to objectives: inout Objectives, _ seen: inout Set<String>
    ) throws(AssertionError) {
        scanner.skipBlanks()
        let start = scanner.column
        let name = scanner.take(while: AssertionScanner.isName)
        guard !name.isEmpty else {
            throw scanner.error(
                "expected a bound such as ttft < 500ms, but there is \(scanner.found)")
        }
        guard Objectives.names.contains(name) else {
            throw scanner.error(
                NearestName.complaint(name, kind: "objective", among: Objectives.names), at: start)
        }
        guard seen.insert(name).inserted else {
            throw scanner.error("\(name) has a bound already", at: start)
        }
        scanner.skipBlanks()
        guard scanner.take("<") else {
            throw scanner.error(
                "expected < after \(name), but there is \(scanner.found): a good request stays below"
            )
        }
        let text = try time().text
        guard objectives.add("\(name) < \(text)") else {
            throw scanner.error("'\(text)' is no bound of \(name)", at: start)
        }
    }
}
