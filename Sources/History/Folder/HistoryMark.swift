internal import FoundationEssentials
internal import RunModel

/// What was said of a run after it was made: a file of its own, so that nothing is ever changed.
package struct HistoryMark: Codable, Sendable, Equatable {
    package static let currentFormat = 1

    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// It is no measure of anything.
        case exclude
        /// Its level is accepted: what is older is no baseline any more.
        case bless
        /// It belongs to a named baseline.
        case baseline
    }

    package var format = HistoryMark.currentFormat
    package var kind: Kind
    /// The run's id.
    package var run: String
    /// The baseline's name.
    package var name: String?
    package var reason: String?
    /// Whether it takes back what was said before.
    package var isWithdrawn: Bool?
    /// UTC, ISO 8601.
    package var time: String
    package var by: String?

    package init(
        _ kind: Kind, run: String, name: String? = nil, reason: String? = nil,
        isWithdrawn: Bool = false, time: String, by: String? = nil
    ) {
        self.kind = kind
        self.run = run
        self.name = name
        self.reason = reason
        self.isWithdrawn = isWithdrawn ? true : nil
        self.time = time
        self.by = by
    }

    func bytes() throws -> [UInt8] { Array(try SnakeCase.encoder().encode(self)) + [10] }

    static func mark(_ bytes: [UInt8]) throws(HistoryFault) -> HistoryMark {
        guard let mark = try? SnakeCase.decoder().decode(HistoryMark.self, from: Data(bytes)) else {
            throw .malformed("it is not what docs/formats.md says of a mark")
        }
        guard mark.format == currentFormat else { throw .format(mark.format) }
        return mark
    }
}

/// All marks in force.
package struct HistoryMarks: Sendable, Equatable {
    package private(set) var exclusions: [String: String] = [:]
    package private(set) var blessings: [String: String] = [:]
    /// Names of baselines by the run's id.
    package private(set) var baselines: [String: [String]] = [:]

    /// `marks` in order of time: the last word on a run holds.
    init(_ marks: [HistoryMark]) {
        for mark in marks {
            let reason = mark.isWithdrawn == true ? nil : mark.reason ?? ""
            switch mark.kind {
            case .exclude: exclusions[mark.run] = reason
            case .bless: blessings[mark.run] = reason
            case .baseline:
                var names = (baselines[mark.run] ?? []).filter { $0 != mark.name }
                if mark.isWithdrawn != true, let name = mark.name { names.append(name) }
                baselines[mark.run] = names.isEmpty ? nil : names.sorted()
            }
        }
    }

    /// Runs that something was said of.
    package func names(_ run: String) -> Bool {
        exclusions[run] != nil || blessings[run] != nil || baselines[run] != nil
    }
}
