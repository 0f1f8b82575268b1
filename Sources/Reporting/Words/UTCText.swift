internal import Foundation
internal import RunModel

/// Times of a run on the wall clock.
enum UTCText {
    /// `2026-11-27`.
    static func day(_ manifest: RunManifest) -> String { String(text(manifest, 0).prefix(10)) }

    /// `07:24:04`, so many seconds after the run's origin.
    static func clock(_ manifest: RunManifest, seconds: Double) -> String {
        String(text(manifest, seconds).dropFirst(11).prefix(8))
    }

    private static func text(_ manifest: RunManifest, _ seconds: Double) -> String {
        let origin = Double(manifest.clock.originRealtimeNanoseconds) / 1e9
        return Date(timeIntervalSince1970: origin + seconds).formatted(.iso8601)
    }
}
