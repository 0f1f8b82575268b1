internal import RunModel
internal import Statistics

extension EngineSpec {
    private enum Key: String, CaseIterable {
        case batch, queue, refuse, prefill, chunk, step
        case stepPerSequence = "step-per-sequence"
        case cache, kv, cold
        case coldFactor = "cold-factor"
        case drift, failures, other
        case otherPrompt = "other-prompt"
        case otherOutput = "other-output"
    }

    /// Reads `KEY=VALUE,…`; what is not said keeps its default, and `default` says nothing.
    ///
    /// - Throws: `EmulatorPlanError` with one sentence that names the key and what it takes.
    package init(parsing text: String) throws(EmulatorPlanError) {
        self.init()
        let trimmed = text.filter { !$0.isWhitespace }
        guard trimmed != "default" else { return }
        var given: Set<Key> = []
        for part in Self.parts(of: trimmed) {
            let (key, value) = try Self.pair(part)
            guard given.insert(key).inserted else {
                throw EmulatorPlanError(description: "'\(key.rawValue)' stands twice; say it once")
            }
            try set(key, value)
        }
    }

    /// Splits at the commas that stand in no parentheses.
    private static func parts(of text: String) -> [Substring] {
        var parts: [Substring] = []
        var depth = 0
        var start = text.startIndex
        for index in text.indices {
            switch text[index] {
            case "(": depth += 1
            case ")": depth -= 1
            case "," where depth == 0:
                parts.append(text[start..<index])
                start = text.index(after: index)
            default: break
            }
        }
        return parts + [text[start...]]
    }

    private static func pair(_ part: Substring) throws(EmulatorPlanError) -> (Key, String) {
        guard let sign = part.firstIndex(of: "=") else {
            throw EmulatorPlanError(
                description:
                    "'\(part)' is no KEY=VALUE; write batch=16,prefill=8000/s,step=20ms, or default"
            )
        }
        guard let key = Key(rawValue: String(part[..<sign])) else {
            let known = Key.allCases.map(\.rawValue).joined(separator: ", ")
            throw EmulatorPlanError(
                description: "an engine has no '\(part[..<sign])'; write one of \(known)")
        }
        return (key, String(part[part.index(after: sign)...]))
    }

    private mutating func set(_ key: Key, _ value: String) throws(EmulatorPlanError) {
        switch key {
        case .batch: batch = try Self.count(key, value, 1...100_000)
        case .queue: queue = value == "none" ? nil : try Self.count(key, value, 0...10_000_000)
        case .refuse:
            guard let known = Refusal(rawValue: value) else {
                throw Self.fault(key, value, "503, 429 or event")
            }
            refusal = known
        case .prefill: prefillRate = try Self.rate(key, value, 1...1e9, "8000/s")
        case .chunk: chunk = value == "none" ? nil : try Self.count(key, value, 1...10_000_000)
        case .step: step = try Self.span(key, value)
        case .stepPerSequence: stepPerSequence = try Self.span(key, value)
        case .cache: cache = try Self.count(key, value, 0...1_000_000_000)
        case .kv: kv = value == "none" ? nil : try Self.count(key, value, 1...1_000_000_000)
        case .cold: cold = try Self.span(key, value)
        case .coldFactor:
            coldFactor = try Self.number(key, value, 1...1000, "a number from 1, such as 3")
        case .drift:
            let share = value.hasSuffix("/min") ? String(value.dropLast(4)) : value
            driftPerMinute = try Self.share(key, share, "5%/min")
        case .failures: failures = try Self.share(key, value, "1% or 0.01")
        case .other: otherRate = try Self.rate(key, value, 0...1e6, "2/s")
        case .otherPrompt: otherPrompt = try Self.distribution(key, value)
        case .otherOutput: otherOutput = try Self.distribution(key, value)
        }
    }
}

// MARK: Values

extension EngineSpec {
    private static func fault(_ key: Key, _ value: String, _ allowed: String) -> EmulatorPlanError {
        EmulatorPlanError(
            description: "\(key.rawValue)=\(value): '\(key.rawValue)' takes \(allowed)")
    }

    private static func count(
        _ key: Key, _ text: String, _ range: ClosedRange<Int>
    ) throws(EmulatorPlanError) -> Int {
        guard let value = Int(text), range.contains(value) else {
            let none = [.queue, .chunk, .kv].contains(key) ? ", or none" : ""
            throw fault(
                key, text, "a whole number from \(range.lowerBound) to \(range.upperBound)\(none)")
        }
        return value
    }

    private static func number(
        _ key: Key, _ text: String, _ range: ClosedRange<Double>, _ allowed: String
    ) throws(EmulatorPlanError) -> Double {
        guard let value = Double(text), range.contains(value) else {
            throw fault(key, text, allowed)
        }
        return value
    }

    private static func rate(
        _ key: Key, _ text: String, _ range: ClosedRange<Double>, _ example: String
    ) throws(EmulatorPlanError) -> Double {
        let bare = text.hasSuffix("/s") ? String(text.dropLast(2)) : text
        guard let value = Double(bare), range.contains(value) else {
            throw fault(key, text, "a number a second, such as \(example)")
        }
        return value
    }

    private static func share(
        _ key: Key, _ text: String, _ example: String
    ) throws(EmulatorPlanError) -> Double {
        let isPercent = text.hasSuffix("%")
        let bare = isPercent ? String(text.dropLast()) : text
        guard let value = Double(bare).map({ isPercent ? $0 / 100 : $0 }), (0...1).contains(value)
        else { throw fault(key, text, "a share from 0 to 1, such as \(example)") }
        return value
    }

    private static func span(_ key: Key, _ text: String) throws(EmulatorPlanError) -> Duration {
        // A bare number would be seconds, and whoever writes step=20 means milliseconds.
        guard Double(text) == nil || Double(text) == 0, let span = TimeSpan(text) else {
            throw fault(key, text, "a time with its unit, such as 20ms or 1.5s")
        }
        guard span.duration <= .seconds(3600) else {
            throw fault(key, text, "a time up to an hour")
        }
        return span.duration
    }

    private static func distribution(
        _ key: Key, _ text: String
    ) throws(EmulatorPlanError) -> Distribution {
        do {
            return try Distribution(parsing: text)
        } catch {
            throw EmulatorPlanError(description: "\(key.rawValue): \(error.description)")
        }
    }
}
