import AgeFile
import Cryptography
import Testing
import Vault

/// Keys on their way to another computer: what is carried is of no use to anybody else, and nothing in it can be changed.
struct DeviceTransferTests {
    private func receiving(_ identity: Identity, shortName: String = "lin", made: Int64 = 1_796_090_400) throws
        -> ReceivingKey
    {
        let membership = try #require(identity.membership)
        return try ReceivingKey.generate(
            practice: membership.practice, root: membership.root, shortName: shortName, made: made,
            name: Array("家".utf8), setsAside: false)
    }

    private func proof(_ key: ReceivingKey) throws -> [Int] { Array(try key.code().suffix(ReceivingKey.secretWords)) }

    @Test("what was sealed for a request arrives whole under its key, with the pin and the workstation's key")
    func whole() throws {
        let lin = try SmallPractice().newcomer("lin")
        let key = try receiving(lin)
        let passphrase = try SecretBytes(copying: Array("words at the other computer".utf8))
        let kept = try ReceivingKey.open(try key.sealed(passphrase: passphrase, log2N: 17), passphrase: passphrase)
        #expect(try kept.code() == key.code() && kept.request.file == key.request.file)
        let station = try StationKey.generate()
        let asked = try DeviceRequest(parsing: key.request.file)
        let expected = try station.file().revealed()
        let transfer = try DeviceTransfer(lin, pin: [1, 2, 3], station: station, to: asked, proof: try proof(key))
        let content = try DeviceTransfer(parsing: transfer.file).open(with: kept)
        #expect(content.identity.id == lin.id && content.identity.publicKeys == lin.publicKeys)
        #expect(content.identity.membership?.practice == lin.membership?.practice)
        #expect(content.pin == [1, 2, 3] && content.station == expected)
        // Its own secret came too: what is sealed with it opens.
        let resealed = try content.identity.sealed(passphrase: passphrase, log2N: 17)
        #expect(try Identity.open(resealed, passphrase: passphrase).publicKeys == lin.publicKeys)
    }

    @Test("no byte of a transfer can be changed, none left out, none added")
    func tampered() throws {
        let lin = try SmallPractice().newcomer("lin")
        let key = try receiving(lin)
        let file = try DeviceTransfer(
            lin, pin: Array(repeating: 7, count: 600), station: nil, to: key.request, proof: try proof(key)
        ).file
        func opens(_ bytes: [UInt8]) -> Bool { (try? DeviceTransfer(parsing: bytes).open(with: key)) != nil }
        #expect(opens(file))
        for place in file.indices {
            var changed = file
            changed[place] ^= 1 << UInt8(place % 8)
            #expect(!opens(changed), "byte \(place)")
        }
        for count in 0..<file.count { #expect(!opens(Array(file.prefix(count)))) }
        #expect(!opens(file + [0]))
    }

    @Test("no byte of a request can be changed without other words, and a request has one spelling")
    func requests() throws {
        let lin = try SmallPractice().newcomer("lin")
        let key = try receiving(lin)
        let file = key.request.file
        let words = try key.request.words()
        let code = try key.code()
        #expect(words.count == 8 && Array(code.prefix(8)) == words)
        for place in file.indices {
            for bit in 0..<8 {
                var changed = file
                changed[place] ^= 1 << UInt8(bit)
                if let read = try? DeviceRequest(parsing: changed) { #expect(try read.words() != words) }
            }
        }
        for other in [file + [0x0a], Array(file.dropLast()), [], Array("tacet-device-request 1\n".utf8)] {
            #expect(throws: VaultError.malformed(.deviceRequest)) { try DeviceRequest(parsing: other) }
        }
        let text = String(decoding: file, as: UTF8.self)
        for (old, new) in [("made 1", "made +1"), ("made 1", "made 01"), ("\n", "\r\n")] {
            let spelled = Array(text.replacing(old, with: new).utf8)
            #expect(throws: VaultError.malformed(.deviceRequest)) { try DeviceRequest(parsing: spelled) }
        }
    }

    @Test(
        "a time that no clock shows makes a request malformed",
        arguments: [Int64.min, -62_135_596_801, 253_402_300_800, .max])
    func impossibleTime(seconds: Int64) throws {
        let lin = try SmallPractice().newcomer("lin")
        let file = try receiving(lin, made: seconds).request.file
        #expect(throws: VaultError.malformed(.deviceRequest)) { try DeviceRequest(parsing: file) }
        let last = try receiving(lin, made: 253_402_300_799).request
        #expect(try DeviceRequest(parsing: last.file).made == last.made)
    }

    @Test("a transfer opens under no other key, and an answer of somebody who did not see the code is refused")
    func others() throws {
        let practice = try SmallPractice()
        let lin = try practice.newcomer("lin")
        let (key, thief) = (try receiving(lin), try receiving(lin))
        let transfer = try DeviceTransfer(lin, pin: [], station: nil, to: key.request, proof: try proof(key))
        // To the computer of somebody else, or to a later request of the same one.
        #expect(throws: VaultError.malformed(.transfer)) { try transfer.open(with: thief) }
        // With the header of the thief's own request before it.
        let own = try DeviceTransfer(lin, pin: [], station: nil, to: thief.request, proof: try proof(thief)).file
        let head = own.count - transfer.file.count == 0 ? own.prefix(26 + 2 + 32) : []
        let moved = Array(head) + transfer.file.dropFirst(head.count)
        #expect((try? DeviceTransfer(parsing: moved).open(with: thief)) == nil)
        // A colleague answers lin's request with keys of their own, guessing the words that only lin saw.
        let eve = try Identity.generate(shortName: "lin")
        let joined = try practice.newcomer("lin")
        for (identity, proof) in [(joined, [1, 2]), (joined, [7775, 0])] {
            guard proof != (try self.proof(key)) else { continue }
            let forged = try DeviceTransfer(identity, pin: [], station: nil, to: key.request, proof: proof)
            #expect(throws: VaultError.wrongKeyOrAltered) { try forged.open(with: key) }
        }
        // Keys of no practice, or under another name, are not what was asked for.
        let known = try proof(key)
        let stranger = try DeviceTransfer(eve, pin: [], station: nil, to: key.request, proof: known)
        #expect(throws: VaultError.malformed(.transfer)) { try stranger.open(with: key) }
        let named = try DeviceTransfer(
            try practice.newcomer("wang"), pin: [], station: nil, to: key.request, proof: known)
        #expect(throws: VaultError.malformed(.transfer)) { try named.open(with: key) }
        let elsewhere = try DeviceTransfer(
            try SmallPractice().newcomer("lin"), pin: [], station: nil, to: key.request, proof: known)
        #expect(throws: VaultError.malformed(.transfer)) { try elsewhere.open(with: key) }
    }

    @Test("keys that lie in an agent are handed to no other computer")
    func agent() throws {
        let lin = try SmallPractice().newcomer("lin")
        let keys = try AgentKeys(lin.description) { operation, argument throws(VaultError) in
            try lin.answer(operation, argument, SessionShelf())
        }
        let key = try receiving(lin)
        let remote = try keys.identity()
        #expect(throws: VaultError.keysStayInAgent) {
            try DeviceTransfer(remote, pin: [], station: nil, to: key.request, proof: [1, 2])
        }
    }

    @Test("the receiving key's file opens under its passphrase alone, and nothing in it can be changed")
    func kept() throws {
        let lin = try SmallPractice().newcomer("lin")
        let passphrase = try SecretBytes(copying: Array("words at the other computer".utf8))
        let file = try receiving(lin).sealed(passphrase: passphrase, log2N: 17)
        let wrong = try SecretBytes(copying: Array("words at the first computer".utf8))
        #expect(throws: VaultError.ageFile(.wrongKeyOrPassphrase)) { try ReceivingKey.open(file, passphrase: wrong) }
        var changed = file
        changed[file.count - 20] ^= 1
        #expect((try? ReceivingKey.open(changed, passphrase: passphrase)) == nil)
        #expect((try? Identity.open(file, passphrase: passphrase)) == nil)
    }
}
