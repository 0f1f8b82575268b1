import Foundation
import Testing
import VirtualServer

/// A limiter that no kind of the emulator is, what is stated of it, and what may be said.
struct StrangerCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var requests: Int
    var seconds: Double
    var streams: Int?
    /// Verdicts that somebody who knows it would not call false; "cannot tell" never is.
    var verdicts: Set<String>
    /// What no line may observe.
    var untrue: [String] = []
    /// Whether it has more than one limit of requests.
    var hasLayers = false
    /// Whether it is of requests, not of streams.
    var isOfRequests = true
    var onEnding: Stranger.Ending = { _, _, _ in }
    var onComing: Stranger.Coming

    /// Of requests.
    init(
        _ name: String, _ requests: Int, _ seconds: Double, _ verdicts: Set<String> = [],
        onEnding: @escaping Stranger.Ending = { _, _, _ in }, onComing: @escaping Stranger.Coming
    ) {
        testDescription = name
        self.requests = requests
        self.seconds = seconds
        self.verdicts = verdicts
        self.onEnding = onEnding
        self.onComing = onComing
    }

    /// Of streams.
    init(
        _ name: String, streams: Int, _ verdicts: Set<String> = [],
        onEnding: @escaping Stranger.Ending = { memory, request, _ in
            memory.open[request.number] = nil
        }, onComing: @escaping Stranger.Coming
    ) {
        self.init(name, 6000, 60, verdicts, onEnding: onEnding, onComing: onComing)
        self.streams = streams
        isOfRequests = false
    }

    /// The same, of which no line may say what begins so.
    func never(_ words: String...) -> StrangerCase {
        var other = self
        other.untrue = words
        return other
    }

    /// The same, with several limits.
    var layered: StrangerCase {
        var other = self
        other.hasLayers = true
        return other
    }
}

extension StrangerCase {
    /// Windows, as they are and as they are kept.
    static let ofWindows = [
        StrangerCase("20 in 2 s by a clock that is 1.5 % fast", 20, 2, ["holds"]) {
            memory, _, now in
            let window = (now * 1.015 / 2).rounded(.down)
            if window != memory.last { (memory.last, memory.level) = (window, 0) }
            memory.level += 1
            return StrangeVerdict(memory.level <= 20)
        },
        StrangerCase("30 in 6 s in six buckets of a second", 30, 6, ["holds"]) { memory, _, now in
            let now = now.rounded(.down) + 0.999_999
            return StrangeVerdict(memory.slides(30, 6, at: now))
        },
        StrangerCase("20 in 4 s in ten buckets", 20, 4, ["holds"]) { memory, _, now in
            let now = ((now / 0.4).rounded(.down) + 1) * 0.4 - 1e-6
            return StrangeVerdict(memory.slides(20, 4, at: now))
        },
        StrangerCase("60 in 15 s in three buckets", 60, 15, ["holds"]) { memory, _, now in
            let now = ((now / 5).rounded(.down) + 1) * 5 - 1e-6
            return StrangeVerdict(memory.slides(60, 15, at: now))
        },
        StrangerCase(
            "20 in 4 s, counted at their end", 20, 4, ["holds"],
            onEnding: { memory, _, now in memory.times.append(now) }
        ) { memory, _, now in StrangeVerdict(memory.counted(4, at: now) < 20) },
        StrangerCase("40 in 10 s, seen 150 ms late", 40, 10, ["holds"]) { memory, _, now in
            let seen = memory.times.count { $0 > now - 10 && $0 < now - 0.15 }
            guard seen < 40 else { return .refused() }
            memory.times.append(now)
            return .letIn
        },
        StrangerCase("20 in 4 s, every refusal counts half", 20, 4, ["holds"]) { memory, _, now in
            let refused = memory.refusals % 2 == 1
            if memory.slides(20, 4, at: now) { return .letIn }
            if refused { memory.times.append(now) }
            return .refused()
        },
        StrangerCase("20 in 4 s by times in whole half seconds", 20, 4, ["holds"]) {
            memory, _, now in
            let now = (now * 2).rounded(.down) / 2
            return StrangeVerdict(memory.slides(20, 4, at: now))
        },
        StrangerCase("40 in 8 s where 20 in 4 s is stated", 20, 4, ["higher"]) { memory, _, now in
            let window = (now / 8).rounded(.down)
            if window != memory.last { (memory.last, memory.level) = (window, 0) }
            memory.level += 1
            return StrangeVerdict(memory.level <= 40)
        },
        StrangerCase("10 in 2 s where 20 in 4 s is stated", 20, 4, ["holds"]) { memory, _, now in
            StrangeVerdict(memory.slides(10, 2, at: now))
        },
        StrangerCase("windows of 4 s that are up to a tenth shorter or longer", 20, 4, ["holds"]) {
            memory, _, now in
            if now >= memory.closedUntil {
                memory.closedUntil = max(memory.closedUntil, now - 4) + 3.6 + 0.8 * memory.chance()
                memory.level = 0
            }
            memory.level += 1
            return StrangeVerdict(memory.level <= 20)
        },
        StrangerCase("windows that carry over what was too much", 20, 4, ["holds"]) {
            memory, _, now in
            let window = (now / 4).rounded(.down)
            if window != memory.last {
                memory.level = max(memory.level - 20 * (window - max(memory.last, -1)), 0)
                memory.last = window
            }
            memory.level += 1
            return StrangeVerdict(memory.level <= 20)
        },
        StrangerCase("an average that decays", 20, 4, []) { memory, _, now in
            memory.level *= exp(-(now - max(memory.last, 0)) / 4)
            memory.last = now
            guard memory.level < 20 else { return .refused() }
            memory.level += 1
            return .letIn
        }.never("a bucket", "a sliding", "fixed"),
        StrangerCase("an estimate in whole numbers", 30, 5, ["holds"]) { memory, _, now in
            let edge = (now / 5).rounded(.down) * 5
            let old = memory.times.count { $0 < edge && $0 >= edge - 5 }
            let new = memory.times.count { $0 >= edge }
            let weighted = (Double(old) * (1 - (now - edge) / 5)).rounded(.down)
            guard Double(new) + weighted < 30 else { return .refused() }
            memory.times.append(now)
            return .letIn
        },
    ]
}
