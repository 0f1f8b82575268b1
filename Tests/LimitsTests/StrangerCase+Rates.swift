import VirtualServer

extension StrangerCase {
    /// Stores, layers, and numbers that move.
    static let ofRates = [
        StrangerCase("a store of 20 that fills with one each 0.2 s", 20, 4, ["holds"]) {
            memory, _, now in
            let now = (now / 0.2).rounded(.down) * 0.2
            return StrangeVerdict(memory.takes(5, 20, at: now))
        },
        StrangerCase("a store of 20 that fills with ten each 2 s", 20, 4, ["holds"]) {
            memory, _, now in
            let now = (now / 2).rounded(.down) * 2
            return StrangeVerdict(memory.takes(5, 20, at: now))
        },
        StrangerCase("a store of 20 that is empty at first", 20, 4, ["holds"]) { memory, _, now in
            if memory.last == -.infinity { (memory.last, memory.level) = (now, 1) }
            return StrangeVerdict(memory.takes(5, 20, at: now))
        },
        StrangerCase("a queue that keeps waiting for up to 1 s", 40, 4, ["holds"]) {
            memory, _, now in
            memory.last = max(memory.last, now)
            guard memory.last - now < 1 else { return .refused() }
            memory.last += 0.1
            return .delayed(memory.last - now)
        },
        StrangerCase("50 ms from one to the next, 20 in 4 s", 20, 4, ["holds"]) { memory, _, now in
            guard now - (memory.times.last ?? -1) >= 0.05 else { return .refused() }
            return StrangeVerdict(memory.slides(20, 4, at: now))
        }.layered,
        StrangerCase("half of 40 in 5 s for the first 20 s", 40, 5, ["lower"]) { memory, _, now in
            if memory.last == -.infinity { memory.last = now }
            return StrangeVerdict(memory.slides(now - memory.last < 20 ? 20 : 40, 5, at: now))
        },
        StrangerCase("20 in 4 s, 14 after 12 s", 20, 4, ["lower"]) { memory, _, now in
            if memory.last == -.infinity { memory.last = now }
            return StrangeVerdict(memory.slides(now - memory.last < 12 ? 20 : 14, 4, at: now))
        },
        StrangerCase("5 in 0.5 s, 15 in 3 s, 40 in 12 s", 40, 12, ["holds"]) { memory, _, now in
            guard memory.counted(0.5, at: now) < 5, memory.counted(3, at: now) < 15 else {
                return .refused()
            }
            return StrangeVerdict(memory.slides(40, 12, at: now))
        }.layered,
        StrangerCase("3 in 0.5 s and 20 in 8 s", 20, 8, ["holds"]) { memory, _, now in
            guard memory.counted(0.5, at: now) < 3 else { return .refused() }
            return StrangeVerdict(memory.slides(20, 8, at: now))
        }.layered,
        StrangerCase("four servers in turn, 5 in 4 s each", 20, 4, ["holds"]) { memory, one, now in
            let place = Double(one.number % 4) * 1000
            let own = memory.times.count { $0 > now - 4 + place && $0 <= now + place }
            guard own < 5 else { return .refused() }
            memory.times.append(now + place)
            return .letIn
        },
        StrangerCase("two servers by chance, 10 in 4 s each", 20, 4, ["holds", "lower"]) {
            memory, _, now in
            let place = memory.chance() < 0.5 ? 0.0 : 1000
            let own = memory.times.count { $0 > now - 4 + place && $0 <= now + place }
            guard own < 10 else { return .refused() }
            memory.times.append(now + place)
            return .letIn
        },
        StrangerCase("one of twenty refused by chance, 20 in 4 s", 20, 4, ["holds"]) {
            memory, _, now in
            if memory.chance() < 0.05 { return .refused() }
            return StrangeVerdict(memory.slides(20, 4, at: now))
        },
        StrangerCase("one of ten refused by chance, no number", 20, 4, ["not_enforced"]) {
            memory, _, _ in StrangeVerdict(memory.chance() >= 0.1)
        },
        StrangerCase("20 in 4 s, shut for 1 s after a refusal", 20, 4, ["holds"]) {
            memory, _, now in
            guard now >= memory.closedUntil else { return .refused() }
            if memory.slides(20, 4, at: now) { return .letIn }
            memory.closedUntil = now + 1
            return .refused()
        },
        StrangerCase("20 in 4 s, shut twice as long after each time", 20, 4, ["holds", "lower"]) {
            memory, _, now in
            guard now >= memory.closedUntil else { return .refused() }
            if memory.slides(20, 4, at: now) { return .letIn }
            memory.level = max(memory.level * 2, 0.1)
            memory.closedUntil = now + memory.level
            return .refused()
        },
        StrangerCase("shut for 15 s after 10 refusals, 20 in 4 s", 20, 4, ["holds"]) {
            memory, _, now in
            guard now >= memory.closedUntil else { return .refused() }
            if memory.slides(20, 4, at: now) { return .letIn }
            if memory.refusals % 10 == 9 { memory.closedUntil = now + 15 }
            return .refused()
        }.never("a bucket", "a sliding", "fixed"),
        StrangerCase("50 in all, and none after", 20, 4, []) { memory, _, now in
            StrangeVerdict(memory.slides(50, 1e9, at: now))
        }.never("a bucket", "a sliding", "fixed"),
        StrangerCase("refusals that come 0.8 s late, 20 in 4 s", 20, 4, ["holds"]) {
            memory, _, now in memory.slides(20, 4, at: now) ? .letIn : .refused(after: 0.8)
        },
        StrangerCase("cut off before a token, 20 in 4 s", 20, 4, ["holds"]) { memory, _, now in
            memory.slides(20, 4, at: now) ? .letIn : .killed(after: 0.004)
        },
        StrangerCase("streams count two, 40 in 5 s", 40, 5, ["lower"]) { memory, one, now in
            let weight = one.isStreaming ? 2 : 1
            guard memory.counted(5, at: now) + weight <= 40 else { return .refused() }
            for _ in 0..<weight { memory.times.append(now) }
            return .letIn
        },
        StrangerCase("every hundredth second is shut, 20 in 4 s", 20, 4, ["holds"]) {
            memory, _, now in
            if Int(now * 10) % 100 < 3 { return .refused() }
            return StrangeVerdict(memory.slides(20, 4, at: now))
        },
        StrangerCase(
            "8 under way, refused beyond", 60, 4, ["not_enforced"],
            onEnding: { memory, one, _ in memory.open[one.number] = nil }
        ) { memory, one, _ in
            guard memory.open.count < 8 else { return .refused() }
            memory.open[one.number] = 1
            return .letIn
        },
    ]
}
