import Engine
import Foundation
import Reporting
import RunModel
import Testing

@testable import streamgauge

/// What is made of the kernel's texts.
@Suite struct MachineReadingTests {
    private func files(_ texts: [String: String]) -> SystemFiles {
        SystemFiles(
            text: { texts[$0] },
            names: { folder in
                Set(
                    texts.keys.filter { $0.hasPrefix(folder + "/") }
                        .map { String($0.dropFirst(folder.count + 1).prefix { $0 != "/" }) }
                ).sorted()
            })
    }

    private func finding(_ check: Check, _ reading: MachineReading, streams: Int = 100) -> Finding?
    {
        reading.findings(streams: streams).first { $0.check == check }
    }

    @Test func `the tightest quota of a group and its parents holds`() {
        let quota = CPUQuota(
            files([
                "/proc/self/cgroup": "0::/kube/pod\n",
                "/sys/fs/cgroup/kube/pod/cpu.max": "max 100000\n",
                "/sys/fs/cgroup/kube/cpu.max": "150000 100000\n",
                "/sys/fs/cgroup/kube/cpu.stat": "nr_periods 40\nnr_throttled 7\nthrottled_usec 9\n",
            ]))
        #expect(quota == CPUQuota(processors: 1.5, throttledPeriods: 7, periods: 40))
    }

    @Test func `a container sees its group at the root`() {
        let quota = CPUQuota(
            files(["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "50000 100000\n"]))
        #expect(quota.processors == 0.5)
    }

    @Test func `version 1 of control groups is read too`() {
        let quota = CPUQuota(
            files([
                "/proc/self/cgroup": "9:name=systemd:/\n4:cpu,cpuacct:/job\n",
                "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us": "200000\n",
                "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us": "100000\n",
                "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
                "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
            ]))
        #expect(quota.processors == 2)
    }

    @Test(arguments: ["", "0::/a\n", "garbage", "0::/a:b\n1:cpu\n"])
    func `without files there is no quota`(groups: String) {
        #expect(CPUQuota(files(["/proc/self/cgroup": groups])) == CPUQuota())
    }

    @Test func `stolen and idle time are shares of what passed`() throws {
        let first = try #require(ProcessorTimes("cpu  100 0 100 700 100 0 0 0 0 0\ncpu0 1\n"))
        let later = try #require(ProcessorTimes("cpu  110 0 110 740 120 0 0 20 5 0\n"))
        let shares = try #require(later.shares(since: first))
        #expect(shares.stolen == 0.2 && shares.idle == 0.6)
        #expect(first.shares(since: first) == nil)
        #expect(ProcessorTimes("intr 1 2 3") == nil && ProcessorTimes("cpu  1 2") == nil)
    }

    @Test func `governors, clock and ports are read from their files`() throws {
        var reading = MachineReading(
            files([
                "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "powersave\n",
                "/sys/devices/system/cpu/cpu0/cpufreq/scaling_driver": "intel_pstate\n",
                "/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor": "powersave\n",
                "/sys/devices/system/cpu/cpufreq/boost": "1\n",
                "/sys/devices/system/clocksource/clocksource0/current_clocksource": "hpet\n",
                "/sys/devices/system/clocksource/clocksource0/available_clocksource": "tsc hpet\n",
                "/proc/sys/net/ipv4/ip_local_port_range": "32768\t60999\n",
            ]))
        #expect(reading.governors == ["powersave"])
        #expect(reading.localPorts == 32768...60999)
        #expect(finding(.cpuGovernor, reading)?.found == "powersave (intel_pstate)")
        #expect(finding(.clockSource, reading)?.state == .note)
        #expect(finding(.clockSource, reading)?.remedy?.contains("echo tsc") == true)
        #expect(finding(.localPorts, reading, streams: 28_232)?.state == .note)
        #expect(finding(.localPorts, reading, streams: 28_233)?.state == .mend)
        reading.governors = ["performance"]
        reading.clockSource = "tsc"
        #expect(finding(.cpuGovernor, reading)?.state == .ok)
        #expect(finding(.clockSource, reading)?.state == .ok)
    }

    @Test func `descriptors are compared with what the streams want`() {
        var reading = MachineReading(files([:]))
        reading.descriptors = (1024, 4096)
        #expect(finding(.descriptors, reading, streams: 3_968)?.state == .ok)
        #expect(finding(.descriptors, reading, streams: 3_969)?.state == .mend)
        #expect(finding(.descriptors, reading, streams: 3_969)?.remedy?.contains("4097") == true)
        // What the kernel does not tell is not judged.
        #expect(finding(.localPorts, reading) == nil && finding(.cpuSteal, reading) == nil)
    }

    @Test func `of what bounds streams the least is named`() throws {
        var reading = MachineReading(
            files([
                "/proc/sys/net/ipv4/ip_local_port_range": "32768\t60999\n",
                "/proc/meminfo": "MemAvailable: 4194304 kB\n",
            ]))
        reading.descriptors = (1024, 1_048_576)
        reading.processors = 4
        let streams = try #require(finding(.streams, reading))
        #expect(streams.state == .ok)
        #expect(streams.found.contains("up to 28,232 at a time, by local ports"))
        // 70 % of four processors, at 50 chunks a second of 10 us each.
        #expect(streams.found.contains("about 5,600 at 50 chunks a second"))
        let many = try #require(finding(.streams, reading, streams: 6_000))
        #expect(many.state == .note && many.cost?.contains("reads late") == true)
        let most = try #require(finding(.streams, reading, streams: 28_233))
        #expect(most.state == .mend && most.remedy?.contains("--source-address") == true)
        // Four pairs of addresses have four times the ports, and memory is the least.
        var plan = RunPlan()
        plan.target.baseURL = "http://a/v1"
        plan.target.otherBaseURLs = ["http://b/v1"]
        plan.connection.sourceAddress = "10.0.0.7"
        plan.connection.otherSourceAddresses = ["10.0.0.8"]
        let wide = reading.findings(
            streams: 100, need: StreamRoom.Need(plan, isEmulated: false))
        let found = try #require(wide.first { $0.check == .streams })
        #expect(found.found.contains("local ports 112,928"))
        reading.memoryLeft = 1 << 30
        let narrow = try #require(
            reading.findings(streams: 60_000, need: StreamRoom.Need(plan, isEmulated: false))
                .first { $0.check == .streams })
        #expect(narrow.found.contains("by memory") && narrow.state == .mend)
    }

    @Test func `quota, steal and load are told where they matter`() {
        var reading = MachineReading(files([:]))
        reading.processors = 4
        reading.quota = CPUQuota(processors: 0.5)
        (reading.stolenShare, reading.idleShare) = (0.12, 0.05)
        #expect(finding(.cpuQuota, reading)?.state == .mend)
        #expect(finding(.cpuSteal, reading)?.state == .note)
        #expect(finding(.cpuFree, reading)?.state == .note)
        reading.quota = CPUQuota(processors: 2)
        #expect(finding(.cpuQuota, reading)?.state == .note)
        reading.quota = CPUQuota(processors: 4)
        #expect(finding(.cpuQuota, reading)?.state == .ok)
    }

    @Test func `faults of libcurl that touch every run are to be mended`() {
        var reading = MachineReading(files([:]))
        reading.libraryFaults = ["a"]
        #expect(finding(.library, reading)?.state == .note)
        reading.gravestFaults = ["a"]
        #expect(finding(.library, reading)?.state == .mend)
    }

    @Test func `a machine is named as a report of a fault wants it`() {
        var reading = MachineReading(
            files([
                "/etc/os-release": "NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n",
                "/proc/sys/kernel/osrelease": "6.1.0-30-amd64\n",
                "/proc/cpuinfo": "processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\nflags\t: a\n",
                "/proc/meminfo": "MemTotal:       2097152 kB\nMemAvailable:    524288 kB\n",
                "/run/.containerenv": "",
            ]))
        reading.processors = 2
        let found = finding(.system, reading)?.found ?? ""
        for part in [
            "Debian GNU/Linux 12 (bookworm)", "Linux 6.1.0-30-amd64", " processors",
            "(Some CPU @ 2 GHz)", "2.00 GiB of memory", "in a container",
        ] {
            #expect(found.contains(part), "\(found)")
        }
        let memory = finding(.memory, reading)
        #expect(memory?.state == .note && memory?.found == "512 MiB left")
    }

    @Test func `a group's memory holds where it is less than the machine's`() {
        let left = MemoryLimit.left(
            files([
                "/proc/meminfo": "MemAvailable:    4194304 kB\n", "/proc/self/cgroup": "0::/pod\n",
                "/sys/fs/cgroup/pod/memory.max": "1073741824\n",
                "/sys/fs/cgroup/pod/memory.current": "1000000000\n",
                "/sys/fs/cgroup/memory.max": "max\n",
            ]))
        #expect(left == 73_741_824)
        #expect(MemoryLimit.left(files([:])) == nil)
    }

    @Test func `the environment is told by names, and what it does not do`() {
        var reading = MachineReading(files([:]))
        #expect(finding(.environment, reading)?.state == .ok)
        reading.environment = ["OPENAI_API_KEY": "sk-secret", "https_proxy": "http://u:pw@p.test"]
        let found = finding(.environment, reading)
        #expect(found?.state == .ok && found?.found == "sets OPENAI_API_KEY, https_proxy")
        reading.environment["OPENAI_BASE_URL"] = ""
        #expect(finding(.environment, reading)?.found.contains("OPENAI_BASE_URL is empty") == true)
        reading.environment = ["HTTP_PROXY": "http://p.test:1"]
        #expect(finding(.environment, reading)?.remedy?.contains("http_proxy") == true)
        reading.environment["http_proxy"] = "http://p.test:1"
        #expect(finding(.environment, reading)?.state == .ok)
    }

    @Test func `where no report can be kept is to be mended`() throws {
        let folder = try TemporaryFolder()
        let here = try #require(DiskReading(of: folder.path + "/reports/deeper"))
        #expect(here.folder == URL(filePath: folder.path).standardizedFileURL.path)
        #expect(here.isWritable && here.freeBytes > 0)
        var reading = MachineReading(files([:]))
        #expect(finding(.disk, reading) == nil)
        reading.disk = here
        reading.disk?.freeBytes = 1 << 40
        #expect(finding(.disk, reading)?.state == .ok)
        reading.disk?.freeBytes = 1 << 20
        #expect(finding(.disk, reading)?.remedy?.contains("--chunks") == true)
        reading.disk?.isWritable = false
        #expect(finding(.disk, reading)?.state == .mend)
    }

    @Test func `without authorities https is told to be refused`() {
        var reading = MachineReading(files([:]))
        reading.authorities = "/etc/ssl/certs/ca-certificates.crt"
        #expect(finding(.authorities, reading)?.state == .ok)
        reading.hasAuthorities = false
        #expect(finding(.authorities, reading)?.remedy?.contains("ca-certificates") == true)
    }
}
