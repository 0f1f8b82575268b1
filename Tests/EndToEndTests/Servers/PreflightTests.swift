import Engine
import RunModel
import Testing

@Suite struct PreflightTests {
    @Test(arguments: [Int.max, Int.max / 2])
    func `refuses more streams than any system has`(streams: Int) {
        var plan = RunPlan()
        plan.load.concurrency = streams
        #expect(throws: PreflightError.self) { try Preflight(plan, isEmulated: true) }
    }

    private func room(_ plan: RunPlan, descriptors: Int = 1_048_576) -> StreamRoom {
        StreamRoom(
            StreamRoom.Need(plan, isEmulated: false), hardDescriptors: descriptors, ports: 28_232,
            memoryLeft: 4 << 30)
    }

    @Test func `each pair of a local address and a front end has all ports to itself`() {
        var plan = RunPlan()
        plan.target.baseURL = "http://a:8000/v1"
        #expect(room(plan).least?.bound == .localPorts && room(plan).least?.streams == 28_232)
        plan.connection.sourceAddress = "10.0.0.7"
        plan.connection.otherSourceAddresses = ["10.0.0.8", "10.0.0.9"]
        // Two paths of one host and port are one place.
        plan.target.otherBaseURLs = ["http://b:8000/v1", "http://A:8000/v2"]
        #expect(room(plan).localPorts == 28_232 * 6)
        #expect(room(plan).least?.bound == .localPorts)
        // Connections to a front end whose turn it is not are kept.
        #expect(room(plan, descriptors: 20_128).descriptors == 10_000)
        plan.target.otherBaseURLs = nil
        plan.target.unixSocket = "/run/api"
        #expect(room(plan).localPorts == nil && room(plan).least?.bound == .memory)
    }

    @Test func `refuses what memory has no room for, and asks an open loop for no bound`() throws {
        var plan = RunPlan()
        plan.target.baseURL = "http://127.0.0.1:9/v1"
        plan.load.concurrency = 1000
        let error = #expect(throws: PreflightError.self) {
            try Preflight(plan, isEmulated: false, memoryLeft: 10 << 20)
        }
        #expect(error?.description.contains("1000 streams take about 19 MiB") == true)
        plan.load.rate = 10
        let open = try Preflight(plan, isEmulated: false, memoryLeft: 10 << 20)
        #expect(open.streams > 0)
        if let ports = MachineLimits.localPorts() { #expect(open.streams <= ports) }
    }

    @Test(arguments: [
        ("127.0.0.2", true), ("192.0.2.7", false), ("2001:db8::7", false), ("here", false),
    ])
    func `an address is this machine's or not`(address: String, isOwn: Bool) {
        #expect(LocalAddress.isOfThisMachine(address) == isOwn)
        #expect(LocalAddress.isAddress(address) == (address != "here"))
    }
}
