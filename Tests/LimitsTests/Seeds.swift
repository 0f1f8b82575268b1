import Foundation

/// How many servers of a kind are judged: few, so that all kinds fit into a test run; with LIMIT_SWEEP all that are named.
enum Seeds {
    static let isSweep = ProcessInfo.processInfo.environment["LIMIT_SWEEP"] != nil

    static func of<Number: BinaryInteger>(_ count: Number) -> [Number]
    where Number.Stride: SignedInteger {
        Array(1...(isSweep ? count : max(count / 5, 1)))
    }

    /// All of them, or one of so many.
    static func every<Case>(_ step: Int, of cases: [Case]) -> [Case] {
        isSweep ? cases : cases.enumerated().filter { $0.offset % step == 0 }.map(\.element)
    }
}
