import Testing

@testable import Wire

@Suite struct MetricsReadingTests {
    private func read(_ text: String, known: Set<String> = []) -> MetricsReading {
        let bytes = Array(text.utf8)
        return MetricsReading(bytes.span) { known.contains($0) }
    }

    @Test func `reads Prometheus text`() {
        let found = read(
            """
            # HELP vllm:num_requests_running Number of requests in model execution batches.
            # TYPE vllm:num_requests_running gauge
            vllm:num_requests_running{engine="0",model_name="m"} 8.0

            process_start_time_seconds 1.7e+09
              spaced  {  b = "2" , a="1",} 3 1700000000000
            http_requests_total{path="/v1 \\"x\\" \\\\ \\n,}",code="200"} 1027\r
            """)
        #expect(
            found.samples == [
                MetricSample(
                    name: "vllm:num_requests_running", labels: #"engine="0",model_name="m""#,
                    value: 8),
                MetricSample(name: "process_start_time_seconds", value: 1.7e9),
                MetricSample(name: "spaced", labels: #"a="1",b="2""#, value: 3),
                MetricSample(
                    name: "http_requests_total",
                    labels: #"code="200",path="/v1 \"x\" \\ \n,}""#, value: 1027),
            ])
        #expect(found.leftOut == 0)
    }

    @Test func `reads OpenMetrics text with exemplars, and nothing behind its end`() {
        let found = read(
            """
            # TYPE ttft histogram
            # UNIT ttft seconds
            ttft_bucket{le="0.1"} 8 # {trace_id="a b"} 0.05 1520879607.789
            ttft_bucket{le="+Inf"} 9 1520879607.789 # {} 3
            ttft_count 9
            ttft_sum 0.9
            ttft_created 1520430000.123
            # EOF
            behind 1
            """)
        #expect(
            found.samples.map(\.name) == [
                "ttft_bucket", "ttft_bucket", "ttft_count", "ttft_sum", "ttft_created",
            ])
        #expect(found.leftOut == 0)
    }

    @Test(arguments: [
        ("a +Inf", Double.infinity), ("a -Inf", -Double.infinity), ("a 1e3", 1000), ("a -2", -2),
        (#"{"a.b"} 1"#, 1), (#"{"a.b", c="d"} 1"#, 1),
    ])
    func `reads numbers and names as they may be written`(line: String, value: Double) {
        #expect(read(line).samples.map(\.value) == [value])
    }

    @Test func `reads a NaN`() { #expect(read("a NaN").samples.first?.value.isNaN == true) }

    @Test(arguments: [
        "a", "a b", "{} 1", "1a 2", #"a{b} 1"#, #"a{b=c} 1"#, #"a{b="c} 1"#, #"a{b="c" 1"#,
        #"a{b="1",b="2"} 1"#, "a 1 x", "a 1 2 3", "<html>", #"{"error":"no"}"#, "a\u{0} 1",
        "a " + String(repeating: "1", count: 100), String(repeating: "n", count: 300) + " 1",
        #"a{b="\#(String(repeating: "c", count: 2000))"} 1"#, String(repeating: "x", count: 9000),
    ])
    func `leaves out and counts what is no sample`(line: String) {
        let found = read(line + "\ngood 1\n")
        #expect(found.samples == [MetricSample(name: "good", value: 1)])
        #expect(found.leftOut == 1)
    }

    @Test func `takes the first of a series that stands twice`() {
        let found = read("a{x=\"1\"} 1\na{x=\"1\"} 2\na{x=\"2\"} 3\n")
        #expect(found.samples.map(\.value) == [1, 3])
        #expect(found.leftOut == 1)
    }

    @Test func `keeps what is known behind more than enough of others`() {
        let many = (0..<5000).map { "other{n=\"\($0)\"} 1\n" }.joined()
        let found = read(many + "known 7\n", known: ["known"])
        #expect(found.samples.count == MetricsReading.mostSamples + 1)
        #expect(found.samples.last == MetricSample(name: "known", value: 7))
        #expect(found.leftOut == 5000 - MetricsReading.mostSamples)
        let flood = (0..<9000).map { "known{n=\"\($0)\"} 1\n" }.joined()
        #expect(read(flood, known: ["known"]).samples.count == MetricsReading.mostKnown)
    }

    /// Random bytes, and a good text with some bytes changed: whatever comes, it ends, and lines are counted.
    @Test(arguments: 0..<40)
    func `survives garbage`(seed: UInt64) {
        var generator = TestGenerator(seed: seed)
        let good = Array(
            "# TYPE a histogram\na_bucket{le=\"0.1\",m=\"x\\\\\\\"\"} 1 5 # {t=\"1\"} 2\na_sum 3\n\n"
                .utf8)
        var bytes =
            seed % 2 == 0
            ? (0..<4000).map { _ in UInt8.random(in: 0...255, using: &generator) } : []
        while bytes.count < 4000 { bytes += good }
        for _ in 0..<Int.random(in: 0...200, using: &generator) {
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] =
                seed % 3 == 0
                ? Array("{}\"\\=,# \n+.eE".utf8).randomElement(using: &generator) ?? 0
                : UInt8.random(in: 0...255, using: &generator)
        }
        let found = MetricsReading(bytes.span)
        let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
        #expect(found.samples.count + found.leftOut <= lines)
        #expect(found.samples.allSatisfy { !$0.name.isEmpty && !$0.labels.contains("\n") })
    }

    @Test func `a prefix of a text ends with a line that is not whole, and nothing worse`() {
        let text = Array("a{b=\"c\\\"d\",e=\"f\"} 12.5 99 # {g=\"h\"} 1\nz 1\n".utf8)
        for end in text.indices {
            let found = MetricsReading(Array(text[..<end]).span)
            #expect(found.samples.count + found.leftOut <= 2)
        }
    }
}
