import Foundation

/// Where runs would be kept, and how much fits there.
struct DiskReading {
    /// The folder, or the nearest above it that there is.
    var folder = ""
    var freeBytes = 0
    var isWritable = true

    init() {}

    /// Nil where nothing can be said of it.
    init?(of path: String) {
        var url = URL(filePath: path.isEmpty ? "." : path).standardizedFileURL
        while access(url.path, F_OK) != 0, url.path != "/" { url.deleteLastPathComponent() }
        var state = statvfs()
        guard statvfs(url.path, &state) == 0 else { return nil }
        folder = url.path
        freeBytes = Int(
            clamping: UInt64(state.f_bavail).multipliedReportingOverflow(
                by: UInt64(state.f_frsize)
            ).partialValue)
        isWritable = access(url.path, W_OK | X_OK) == 0
    }
}
