/// How much memory this process may still take.
enum MemoryLimit {
    /// Bytes: what the kernel calls available (proc_meminfo(5)), or less where the control group or one that it lies in
    /// allows less (cgroups(7), version 2). Nil where the kernel does not say.
    static func left(_ files: SystemFiles) -> Int? {
        let machine = files.text("/proc/meminfo").flatMap { bytes(of: "MemAvailable", in: $0) }
        return ([machine] + groups(files)).compactMap { $0 }.min()
    }

    /// Of a line such as `MemTotal:  24598892 kB`.
    static func bytes(of key: String, in text: String) -> Int? {
        for line in text.split(separator: "\n") where line.hasPrefix(key + ":") {
            let words = line.split(separator: " ")
            return words.count > 1 ? Int(words[1]).map { $0 * 1024 } : nil
        }
        return nil
    }

    private static func groups(_ files: SystemFiles) -> [Int?] {
        let lines = (files.text("/proc/self/cgroup") ?? "").split(separator: "\n")
        guard let path = lines.first(where: { $0.hasPrefix("0::") })?.dropFirst(3) else {
            return []
        }
        var parts = path.split(separator: "/")
        var found: [Int?] = []
        while true {
            let folder = (["/sys/fs/cgroup"] + parts.map(String.init)).joined(separator: "/")
            if let most = files.word("\(folder)/memory.max").flatMap(Int.init),
                let used = files.word("\(folder)/memory.current").flatMap(Int.init)
            {
                found.append(max(0, most - used))
            }
            guard parts.popLast() != nil else { return found }
        }
    }
}
