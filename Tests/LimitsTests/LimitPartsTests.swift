import Analysis
import Testing
import VirtualServer
import Workload

/// Sliding windows that are kept in parts, as counters for each second are: one limit, and not two.
@Suite struct LimitPartsTests {
    typealias Parted = (requests: Int, seconds: Double, parts: Int)

    static let all: [Parted] = [(60, 60.0), (20, 4.0), (300, 60.0), (30, 6.0)].flatMap {
        requests, seconds in
        [2, 3, 4, 5, 6, 10, 12, 20, 60].map { (requests, seconds, $0) }
    }

    static func judged(_ parted: Parted, seed: Int) -> LimitsSummary {
        let part = parted.seconds / Double(parted.parts)
        let stranger = StrangerCase("", parted.requests, parted.seconds) { memory, _, now in
            let end = (((now - 0.37 * part) / part).rounded(.down) + 1) * part
            return StrangeVerdict(memory.slides(parted.requests, parted.seconds, at: end - 1e-6))
        }
        return LimitStrangerTests.judged(stranger, seed: seed).0
    }

    @Test(arguments: Seeds.every(5, of: all))
    func `a window that is kept in parts is one limit`(parted: Parted) {
        for seed in Seeds.of(3) {
            let summary = Self.judged(parted, seed: seed)
            let finding = summary[.requestsInWindow]
            let words = "\(parted) \(seed): \(finding?.reason ?? "")"
            #expect(finding?.verdict == .holds || finding?.verdict == .cannotTell, "\(words)")
            #expect(summary[.requestLayer]?.observed == nil, "\(words)")
            if Seeds.isSweep {
                print(
                    "##", parted, finding?.verdict?.rawValue ?? "-",
                    summary[.windowKind]?.observed ?? summary[.windowKind]?.reason ?? "-")
            }
        }
    }
}
