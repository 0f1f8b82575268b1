internal import Benchmark
internal import Histogram
internal import RunModel
internal import SyntheticStreams
internal import Wire

/// What happens for every chunk or every request, and nothing else. An iteration does its work 1,000
/// times; the tool divides. Instructions are counted where the machine lets them be. Names have no
/// blanks, or the tool does not find their thresholds again.
let benchmarks: @Sendable () -> Void = {
    // Machines differ by more than this from one another; a hot path made twice as slow does not hide.
    let tolerance = BenchmarkThresholds(relative: [.p50: 75, .p90: 150])
    Benchmark.defaultConfiguration = Benchmark.Configuration(
        metrics: [.wallClock, .instructions], timeUnits: .nanoseconds, warmupIterations: 5,
        scalingFactor: .kilo, maxDuration: .seconds(1), maxIterations: 2_000,
        thresholds: [.wallClock: tolerance, .instructions: tolerance])

    Benchmark("decode-chunk") { benchmark in
        let chunk = SyntheticStream.chunk()
        var decoder = SSEDecoder()
        var sink = EventCounter()
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { try decoder.decode(chunk.span, into: &sink) }
        benchmark.stopMeasurement()
        blackHole(sink.events)
    }

    Benchmark("decode-and-scan-chunk") { benchmark in
        let chunk = SyntheticStream.chunk()
        var decoder = SSEDecoder()
        var sink = OutputCounter()
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { try decoder.decode(chunk.span, into: &sink) }
        benchmark.stopMeasurement()
        blackHole(sink.outputs)
    }

    for api in API.allCases where api != .chat {
        Benchmark("decode-and-scan-\(api.rawValue)-event") { benchmark in
            let chunk = SyntheticStream.chunk(of: api)
            var decoder = SSEDecoder()
            var sink = OutputCounter(api)
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations { try decoder.decode(chunk.span, into: &sink) }
            benchmark.stopMeasurement()
            blackHole(sink.outputs)
        }
    }

    Benchmark("decode-and-scan-50-chunks") { benchmark in
        let piece = SyntheticStream.piece(events: 50)
        var decoder = SSEDecoder()
        var sink = OutputCounter()
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { try decoder.decode(piece.span, into: &sink) }
        benchmark.stopMeasurement()
        blackHole(sink.outputs)
    }

    Benchmark("record-latency") { benchmark in
        var histogram = LatencyHistogram.latencies()
        benchmark.startMeasurement()
        for iteration in benchmark.scaledIterations {
            histogram.record(UInt64(20_000_000 + iteration))
        }
        benchmark.stopMeasurement()
        blackHole(histogram.totalCount)
    }

    Benchmark("build-request-body") { benchmark in
        let request = AnswerRequest(
            model: "model", prompt: .text(String(repeating: "some words ", count: 50)),
            isStreaming: true, maxTokens: 200)
        for _ in benchmark.scaledIterations { blackHole(API.chat.body(of: request)) }
    }
}
