import Histogram
import RecordStore
import RunModel
import Testing

@Suite struct HistogramLogTests {
    private let key = HistogramKey(metric: .readDelay, mode: .nonStreaming, round: 2)

    private var set: HistogramSet {
        var histogram = LatencyHistogram.latencies()
        histogram.record(2_500_000, count: 3)
        var set = HistogramSet()
        set.add(histogram, to: key)
        return set
    }

    private func log() -> String {
        let start = UTCTime(nanosecondsSince1970: 1_777_777_777_250_000_000)
        let bytes = HistogramLog.encode(set, start: start, length: .milliseconds(60_500))
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `writes the header and the tagged lines of format 1.3`() {
        let lines = log().split(separator: "\n")
        #expect(lines[1] == "#[Histogram log format version 1.3]")
        #expect(lines[2] == "#[BaseTime: 1777777777.250 (seconds since epoch)]")
        #expect(
            lines[3]
                == "#[StartTime: 1777777777.250 (seconds since epoch), 2026-05-03T03:09:37.250Z]")
        #expect(lines[5].hasPrefix("Tag=read_delay.non_streaming.round2,0.000,60.500,2.500,HISTF"))
    }

    @Test func `adds up lines of one tag and leaves out those of others`() throws {
        let line = try #require(log().split(separator: "\n").last)
        let text = "\(line)\n\(line)\nTag=other,0,1,1,x\n0.0,1.0,1.0,untagged\n"
        let read = HistogramLog.read(Array(text.utf8))
        #expect(read.histograms[key]?.totalCount == 6)
        #expect(read.histograms.histograms.count == 1)
        #expect(read.leftOut == LeftOutRows())
    }

    @Test(arguments: ["", "HISTF", "HISTFAAAACJ4nJNp", "!"])
    func `leaves out the line that is damaged`(payload: String) throws {
        let line = try #require(log().split(separator: "\n").last)
        let text = "# comment\nTag=icl.streaming.round1,0.0,1.0,1.0,\(payload)\n\(line)\n"
        let read = HistogramLog.read(Array(text.utf8))
        #expect(read.histograms[key]?.totalCount == 3)
        #expect(read.leftOut.unreadable == 1)
        #expect(read.leftOut.first?.hasPrefix("line 2: the histogram is damaged") == true)
    }
}
