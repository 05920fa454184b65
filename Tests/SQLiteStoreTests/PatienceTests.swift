import Testing

@testable import SQLiteStore

struct PatienceTests {
    @Test("after a wait in vain nothing else waits, until something was written")
    func once() {
        let patience = Patience(limit: .milliseconds(20))
        var attempts = 0
        while patience.waits(attempts) { attempts += 1 }
        #expect(attempts > 0)
        #expect(!patience.waits(0) && !patience.waits(0))
        patience.renew()
        #expect(patience.waits(0))
    }
}
