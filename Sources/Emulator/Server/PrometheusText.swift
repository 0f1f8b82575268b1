/// Statistics in Prometheus' text format, version 0.0.4. Times are in seconds, as its naming rules want.
struct PrometheusText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private enum Kind: String {
        case counter
        case gauge
    }

    private(set) var text = ""

    init(_ statistics: EmulatorStatistics) {
        addServer(statistics)
        addFirstTokens(statistics.firstTokens)
        if let engine = statistics.engine { addEngine(engine) }
        addKeys(statistics.keys)
    }

    private mutating func addServer(_ server: EmulatorStatistics) {
        add("requests_total", .counter, "Requests whose head was read.", server.requests)
        add("connections_open", .gauge, "Connections open.", server.connectionsOpen)
        add("streams_open", .gauge, "Streams being answered.", server.streamsOpen)
        add("streams_peak", .gauge, "Most streams answered at once.", server.streamsPeak)
        add("streams_completed_total", .counter, "Streams that ended.", server.streamsCompleted)
        add("cancelled_total", .counter, "Answers whose client left first.", server.cancelled)
        add("chunks_total", .counter, "Chunks with tokens.", server.chunks)
        add("late_chunks_total", .counter, "Chunks over 1 ms late.", server.lateChunks)
        let quantiles = [
            ("0.5", server.latenessP50Milliseconds), ("0.99", server.latenessP99Milliseconds),
            ("1", server.latenessMaxMilliseconds),
        ]
        add(
            "lateness_seconds", .gauge, "Sending minus due.",
            quantiles.compactMap { quantile, value in
                value.map { (#"quantile="\#(quantile)""#, $0 / 1000) }
            })
        add(
            "errors_total", .counter, "Error answers by status, faults by kind.",
            server.errors.sorted { $0.key < $1.key }.map {
                (#"kind="\#(Self.escaped($0.key))""#, Double($0.value))
            })
    }

    /// Streams by their time to first token.
    private mutating func addFirstTokens(_ times: FirstTokenCounts) {
        let name = "streamgauge_emulator_time_to_first_token_seconds"
        text += "# HELP \(name) Of streams, from receipt to the first output.\n"
        text += "# TYPE \(name) histogram\n"
        var sum = 0
        for (index, count) in times.buckets.enumerated() {
            sum += count
            let bounds = FirstTokenCounts.bounds
            let bound = index < bounds.count ? String(bounds[index]) : "+Inf"
            text += "\(name)_bucket{le=\"\(bound)\"} \(sum)\n"
        }
        text += "\(name)_sum \(Double(times.sumNanoseconds) / 1e9)\n"
        text += "\(name)_count \(times.count)\n"
    }

    private mutating func addEngine(_ engine: EngineStatistics) {
        add("engine_running", .gauge, "Sequences in the batch.", engine.running)
        add("engine_waiting", .gauge, "Requests in the line.", engine.waiting)
        add("engine_running_peak", .gauge, "Most of them at once.", engine.runningPeak)
        add("engine_waiting_peak", .gauge, "Most of them at once.", engine.waitingPeak)
        add("engine_refused_total", .counter, "The line was full.", engine.refused)
        add("engine_failed_total", .counter, "Of the share that fails.", engine.failed)
        add("engine_steps_total", .counter, "Steps begun.", engine.steps)
        add(
            "engine_busy_seconds_total", .counter, "Time in steps.",
            [("", engine.busyMilliseconds / 1000)])
        add("engine_output_tokens_total", .counter, "Put out.", engine.outputTokens)
        add("engine_prefill_tokens_total", .counter, "Prompt tokens read.", engine.prefillTokens)
        add("engine_cached_tokens_total", .counter, "Spared by the cache.", engine.cachedTokens)
        add("engine_prompt_tokens_total", .counter, "Asked of the cache.", engine.queriedTokens)
        add("engine_kv_tokens", .gauge, "Tokens that the batch holds.", engine.kvTokens)
        if let use = engine.kvUse {
            add("engine_kv_use", .gauge, "Their share of the room for them.", [("", use)])
        }
        add("engine_preemptions_total", .counter, "Lost its place.", engine.preemptions)
        add("engine_cache_hits_total", .counter, "Requests it helped.", engine.cacheHits)
        add("engine_other_requests_total", .counter, "Of somebody else.", engine.otherRequests)
    }

    private mutating func addKeys(_ keys: [KeyStatistics]) {
        add("key_accepted_total", .counter, "Requests let in.", keys, \.accepted)
        add(
            "key_rejected_total", .counter, "Requests not let in, by limit.",
            keys.flatMap { key in
                key.rejected.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                    (Self.labels(key) + #",reason="\#($0.key.rawValue)""#, Double($0.value))
                }
            })
        add("key_streams_open", .gauge, "Requests that hold a slot.", keys, \.streamsOpen)
        add("key_streams_peak", .gauge, "Most of them at once.", keys, \.streamsPeak)
        add("key_slots_held", .gauge, "Slots in use, the outliving too.", keys, \.slotsHeld)
        add("key_slots_peak", .gauge, "Most of them at once.", keys, \.slotsPeak)
        add("key_busiest_window_requests", .gauge, "In the busiest window.", keys, \.busiestWindow)
        addReleases(keys)
        add("key_waiting", .gauge, "Requests that wait.", keys, \.waiting)
        add("key_waiting_peak", .gauge, "Most of them at once.", keys, \.waitingPeak)
        add("key_waited_total", .counter, "Requests that had to wait.", keys, \.waited)
        add("key_gave_up_total", .counter, "Clients that left waiting.", keys, \.gaveUp)
        add("key_prompt_tokens_total", .counter, "Of ended answers.", keys, \.promptTokens)
        add("key_generated_tokens_total", .counter, "Of ended answers.", keys, \.generatedTokens)
        add("key_tokens_charged_total", .counter, "As the limit counts.", keys, \.tokensCharged)
        add("key_other_requests_total", .counter, "Of somebody else.", keys, \.otherRequests)
    }

    private mutating func addReleases(_ keys: [KeyStatistics]) {
        let releases = keys.flatMap { key in
            key.releases.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                (Self.labels(key) + #",cause="\#($0.key.rawValue)""#, $0.value)
            }
        }
        add(
            "key_releases_total", .counter, "Slots released, by cause.",
            releases.map { ($0, Double($1.count)) })
        add(
            "key_release_delay_seconds_mean", .gauge, "From a stream's end to its slot's.",
            releases.map { ($0, $1.delayMeanMilliseconds / 1000) })
        add(
            "key_release_delay_seconds_max", .gauge, "From a stream's end to its slot's.",
            releases.map { ($0, $1.delayMaxMilliseconds / 1000) })
    }

    private mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Int) {
        add(name, kind, help, [("", Double(value))])
    }

    private mutating func add(
        _ name: String, _ kind: Kind, _ help: String, _ keys: [KeyStatistics],
        _ field: KeyPath<KeyStatistics, Int>
    ) {
        add(name, kind, help, keys.map { (Self.labels($0), Double($0[keyPath: field])) })
    }

    private mutating func add(
        _ name: String, _ kind: Kind, _ help: String, _ samples: [(labels: String, value: Double)]
    ) {
        guard !samples.isEmpty else { return }
        let name = "streamgauge_emulator_\(name)"
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        for (labels, value) in samples {
            let number = Int(exactly: value).map(String.init) ?? String(value)
            text += name + (labels.isEmpty ? "" : "{\(labels)}") + " \(number)\n"
        }
    }

    /// Two masked keys may look alike; the number tells them apart.
    private static func labels(_ key: KeyStatistics) -> String {
        let tier = key.tier.map { #",tier="\#(escaped($0))""# } ?? ""
        return #"number="\#(key.number)",key="\#(escaped(key.key))""# + tier
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
    }
}
