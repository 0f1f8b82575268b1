internal import FoundationEssentials
package import RunModel

/// manifest.json: the run's manifest as pretty JSON with sorted snake_case keys.
package enum ManifestFile {
    /// The bytes of the file.
    package static func encode(_ manifest: RunManifest) throws(RecordError) -> [UInt8] {
        try encoded(manifest)
    }

    /// `value` in the form of the manifest, which is the same whenever the value is.
    static func encoded(_ value: some Encodable) throws(RecordError) -> [UInt8] {
        let encoder = SnakeCase.encoder()
        do {
            return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
        } catch {
            throw .cannotWrite(file: RecordDirectory.File.manifest.rawValue, reason: "\(error)")
        }
    }

    /// - Throws: `RecordError.malformed`, or `.unknownFormat` for a record of another format.
    package static func decode(_ bytes: [UInt8], file: String) throws(RecordError) -> RunManifest {
        let decoder = SnakeCase.decoder()
        let data = Data(bytes)
        do {
            let format = try decoder.decode(Format.self, from: data).format
            guard format == RunManifest.currentFormat else {
                throw RecordError.unknownFormat(file: file, format: format)
            }
            let manifest = try decoder.decode(RunManifest.self, from: data)
            if let key = manifest.implausibleKey {
                throw RecordError.malformed(
                    file: file, line: nil, reason: "'\(key)' is beyond what a run can have")
            }
            return manifest
        } catch let error as RecordError {
            throw error
        } catch {
            throw .malformed(file: file, line: nil, reason: reason(error))
        }
    }

    /// What must be known before the rest can be understood.
    private struct Format: Decodable {
        var format: Int
    }

    private static func reason(_ error: any Error) -> String {
        switch error as? DecodingError {
        case .keyNotFound(let key, let context):
            "'\(place(context, then: key))' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "'\(place(context))' has another type than it should"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            "'\(place(context))': \(context.debugDescription)"
        default:
            "it is not JSON"
        }
    }

    private static func place(
        _ context: DecodingError.Context, then key: (any CodingKey)? = nil
    ) -> String {
        let keys = context.codingPath + (key.map { [$0] } ?? [])
        return keys.map { SnakeCase.encode($0.stringValue) }.joined(separator: ".")
    }
}

extension RunManifest {
    /// The first key whose number no run can have and what is reckoned with it would not hold.
    fileprivate var implausibleKey: String? {
        let numbers: [(String, Int64?, ClosedRange<Int64>)] =
            [
                (
                    "clock.origin_monotonic_nanoseconds", clock.originMonotonicNanoseconds,
                    RecordBounds.monotonic
                ),
                (
                    "clock.origin_realtime_nanoseconds", clock.originRealtimeNanoseconds,
                    RecordBounds.realtime
                ),
                ("window_start_nanoseconds", windowStartNanoseconds, RecordBounds.instants),
                ("window_end_nanoseconds", windowEndNanoseconds, RecordBounds.instants),
                ("planned_requests", plannedRequests.map(Int64.init), RecordBounds.counts),
                ("chunk_rows.written", Int64(chunkRows.written), RecordBounds.counts),
                ("chunk_rows.skipped", Int64(chunkRows.skipped), RecordBounds.counts),
                ("client.workers", Int64(client.workers), RecordBounds.places),
                ("client.peak_streams", Int64(client.peakStreams), RecordBounds.counts),
                ("client.peak_memory_bytes", client.peakMemoryBytes, RecordBounds.monotonic),
                ("client.delayed_starts", Int64(client.delayedStarts), RecordBounds.counts),
                ("client.unsent_starts", client.unsentStarts.map(Int64.init), RecordBounds.counts),
                (
                    "client.overdue_starts", client.overdueStarts.map(Int64.init),
                    RecordBounds.counts
                ),
                ("client.missed_starts", client.missedStarts.map(Int64.init), RecordBounds.counts),
                ("client.implausible_stamps", Int64(client.implausibleStamps), RecordBounds.counts),
                ("plan.load.rounds", Int64(plan.load.rounds), RecordBounds.places),
                ("plan.load.concurrency", Int64(plan.load.concurrency), RecordBounds.places),
                ("plan.load.requests", plan.load.requests.map(Int64.init), RecordBounds.counts),
            ] + (shardStart?.bounded ?? []) + (shards ?? []).flatMap(\.start.bounded)
        return numbers.first { _, number, bounds in number.map { !bounds.contains($0) } ?? false }?
            .0
    }
}

extension ShardStart {
    /// Its numbers, and what they may be.
    fileprivate var bounded: [(String, Int64?, ClosedRange<Int64>)] {
        [("clock", clock), ("clock_at_end", clockAtEnd)].flatMap { name, clock in
            [
                (
                    "\(name).offset_nanoseconds", clock?.offsetNanoseconds,
                    -RecordBounds.monotonic.upperBound...RecordBounds.monotonic.upperBound
                ),
                ("\(name).bound_nanoseconds", clock?.boundNanoseconds, RecordBounds.instants),
            ]
        } + [("late_nanoseconds", lateNanoseconds, RecordBounds.instants)]
    }
}
