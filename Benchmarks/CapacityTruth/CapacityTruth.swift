import Emulator
import Foundation
import RunModel
import Statistics

/// What the emulator's engine carries in the long run, in virtual time: the truth that searches over sockets are told
/// against.
///
///     CapacityTruth ENGINE PROMPT_TOKENS OUTPUT_TOKENS SHARE TTFT_MS
///
/// prints a line of JSON: the largest rate of random arrivals, a second, at which that share of the first tokens come
/// in time, and between which rates it lies by how seeds differ.
@main
struct CapacityTruth {
    private struct Truth: Encodable {
        let rate: Double
        let low: Double
        let high: Double
    }

    private struct Usage: Error, CustomStringConvertible {
        let description =
            "CapacityTruth ENGINE PROMPT_TOKENS OUTPUT_TOKENS SHARE TTFT_MS finds a rate; this found none"
    }

    static func main() throws {
        let words = Array(CommandLine.arguments.dropFirst())
        let numbers = words.dropFirst().compactMap { Double($0) }
        guard words.count == 5, numbers.count == 4 else { throw Usage() }
        var truth = EngineCapacity(
            try EngineSpec(parsing: words[0]),
            EngineWorkload(
                promptTokens: .constant(numbers[0]), outputTokens: .constant(numbers[1])),
            EngineObjective(
                share: numbers[2], timeToFirstToken: .microseconds(Int64(numbers[3] * 1000))))
        truth.requests = 40_000
        guard case .load(let rate, let within) = truth.largestRate() else { throw Usage() }
        let found = Truth(rate: rate, low: within.lowerBound, high: within.upperBound)
        print(String(decoding: try JSONEncoder().encode(found), as: UTF8.self))
    }
}
