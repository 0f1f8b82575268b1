import Foundation

/// The desktop's own way to show a file.
enum Browser {
    /// Hands the file to xdg-open and does not wait for it; says so where there is none.
    static func show(_ file: String) {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        let opener = folders.map { "\($0)/xdg-open" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
        let path = URL(filePath: file).path()
        guard let opener else {
            return Terminal.warn(
                "streamgauge: no xdg-open here to show a page; open \(path) in a browser.")
        }
        let process = Process()
        process.executableURL = URL(filePath: opener)
        process.arguments = [path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            Terminal.warn("streamgauge: cannot start \(opener); open \(path) in a browser.")
        }
    }
}
