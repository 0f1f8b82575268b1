import VirtualServer

extension StrangerCase {
    /// Numbers of streams, and what is none.
    static let ofStreams = [
        StrangerCase("4 streams, two more at once", streams: 4, ["holds", "higher"]) {
            memory, one, now in
            // What began within the last 30 ms is not seen yet.
            let seen = memory.open.count - memory.times.count { $0 > now - 0.03 }
            guard max(seen, memory.open.count - 2) < 4 else { return .refused() }
            memory.times.append(now)
            memory.open[one.number] = 1
            return .letIn
        },
        StrangerCase(
            "4 streams, free 0.7 s late", streams: 4, ["holds"],
            onEnding: { memory, one, now in
                if memory.open.removeValue(forKey: one.number) != nil { memory.times.append(now) }
            }
        ) { memory, one, now in
            guard memory.open.count + memory.counted(0.7, at: now) < 4 else { return .refused() }
            memory.open[one.number] = 1
            return .letIn
        }.never("at once", "when"),
        StrangerCase("3 or 5 streams, by the server", streams: 5, ["holds", "lower"]) {
            memory, one, _ in
            let server = memory.chance() < 0.5 ? 3 : 5
            guard memory.open.values.count(where: { $0 == server }) < server else {
                return .refused()
            }
            memory.open[one.number] = server
            return .letIn
        },
        StrangerCase("two servers in turn, 2 streams each", streams: 4, ["holds"]) {
            memory, one, _ in
            let server = one.number % 2
            guard memory.open.values.count(where: { $0 == server }) < 2 else { return .refused() }
            memory.open[one.number] = server
            return .letIn
        },
        StrangerCase("4000 tokens under way", streams: 4, []) { memory, one, _ in
            let taken = memory.open.values.reduce(0, +)
            guard taken + one.maxTokens <= 4000 else { return .refused() }
            memory.open[one.number] = one.maxTokens
            return .letIn
        },
        StrangerCase("4 streams, cut off 0.3 s after they began", streams: 4, ["holds"]) {
            memory, one, _ in
            guard memory.open.count < 4 else { return .killed(after: 0.3) }
            memory.open[one.number] = 1
            return .letIn
        },
        StrangerCase("a number that falls at each refusal", streams: 8, ["lower"]) {
            memory, one, _ in
            let number = max(8 - memory.refusals / 4, 2)
            guard memory.open.count < number else { return .refused() }
            memory.open[one.number] = 1
            return .letIn
        },
        StrangerCase("4 streams, a fifth waits, a sixth is refused", streams: 4, ["holds"]) {
            memory, one, _ in
            guard memory.open.count < 5 else { return .refused() }
            memory.open[one.number] = 1
            return memory.open.count == 5 ? .delayed(2.5) : .letIn
        },
        StrangerCase("4 streams, refused 1.5 s late", streams: 4, ["holds"]) { memory, one, _ in
            guard memory.open.count < 4 else { return .refused(after: 1.5) }
            memory.open[one.number] = 1
            return .letIn
        },
        StrangerCase("two new ones in a second", streams: 4, []) { memory, _, now in
            StrangeVerdict(memory.slides(2, 1, at: now))
        },
        StrangerCase("one of six refused by chance", streams: 4, ["not_enforced"]) {
            memory, _, _ in StrangeVerdict(memory.chance() >= 0.16)
        },
        StrangerCase(
            "slots that a cancelled stream gives back after 20 s", streams: 4,
            ["holds"],
            onEnding: { memory, one, now in
                if memory.open.removeValue(forKey: one.number) != nil, one.maxTokens > 30 {
                    memory.times.append(now)
                }
            }
        ) { memory, one, now in
            guard memory.open.count + memory.counted(20, at: now) < 4 else { return .refused() }
            memory.open[one.number] = 1
            return .letIn
        }.never("at once"),
    ]
}
