use super::*;
use crate::testing::hex;
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Tiles in memory. Fails like a store when a tile is missing.
#[derive(Default)]
struct Memory {
    tiles: BTreeMap<(u8, u64), Vec<Hash>>,
    reads: usize,
}

#[derive(Debug, PartialEq, Eq)]
enum Fault {
    Missing(u8, u64),
    TooShort(u8, u64),
}

impl Tiles for Memory {
    type Error = Fault;

    fn tile(&mut self, level: u8, index: u64) -> Result<Vec<Hash>, Fault> {
        self.reads += 1;
        self.tiles
            .get(&(level, index))
            .cloned()
            .ok_or(Fault::Missing(level, index))
    }

    fn too_short(&mut self, level: u8, index: u64) -> Fault {
        Fault::TooShort(level, index)
    }
}

impl Memory {
    fn append(&mut self, size: u64, leaves: &[Hash]) -> (u64, Hash) {
        let appended = append(self, size, leaves).expect("memory has every tile");
        for (level, index, hashes) in appended.tiles {
            self.tiles.insert((level, index), hashes);
        }
        (appended.size, appended.root)
    }
}

fn data(n: u64) -> Vec<u8> {
    n.to_le_bytes().to_vec()
}

fn leaves(range: std::ops::Range<u64>) -> Vec<Hash> {
    range.map(|n| leaf_hash(&data(n))).collect()
}

/// A tree of this many leaves, added at once.
fn tree(size: u64) -> Memory {
    let mut memory = Memory::default();
    memory.append(0, &leaves(0..size));
    memory
}

type Oracle = MemoryBackedTree<sha2::Sha256, Vec<u8>>;

fn oracle(size: u64) -> Oracle {
    let mut oracle = Oracle::new();
    (0..size).for_each(|n| oracle.push(data(n)));
    oracle
}

/// MTH of RFC 9162, section 2.1.1, word for word.
fn by_definition(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [one] => *one,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len() as u64) as usize);
            node_hash(&by_definition(left), &by_definition(right))
        }
    }
}

#[test]
fn roots_are_the_known_ones_of_certificate_transparency() {
    // The reference leaves and roots of google/certificate-transparency, merkle_tree_test.cc (RFC 6962).
    let data = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let (mut memory, mut frontier) = (Memory::default(), Frontier::new());
    for (size, (data, expected)) in (0..).zip(data.iter().zip(roots)) {
        let leaf = leaf_hash(&hex(data));
        frontier.push(leaf);
        assert_eq!(memory.append(size, &[leaf]), (size + 1, frontier.root()));
        assert_eq!(frontier.root()[..], hex(expected));
    }
    let expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(empty_root()[..], hex(expected));
    assert_eq!(Frontier::new().root(), empty_root());
}

#[test]
fn every_proof_in_every_small_tree_is_the_oracles_and_verifies() {
    let most = 40;
    let mut memory = tree(most);
    for size in 1..=most {
        let oracle = oracle(size);
        let root = root(&mut memory, size).expect("memory");
        assert_eq!(root[..], oracle.root().as_bytes()[..]);
        for index in 0..size {
            let proof = inclusion(&mut memory, index, size).expect("memory");
            assert_eq!(
                proof.concat(),
                oracle.prove_inclusion(index as usize).as_bytes()
            );
            assert!(verify_inclusion(
                &leaf_hash(&data(index)),
                index,
                size,
                &proof,
                &root
            ));
        }
        for old in 1..=size {
            let old_root = super::root(&mut memory, old).expect("memory");
            let proof = consistency(&mut memory, old, size).expect("memory");
            if old < size {
                let theirs = oracle.prove_consistency((size - old) as usize);
                assert_eq!(proof.concat(), theirs.as_bytes(), "from {old} to {size}");
            }
            assert!(
                verify_consistency(old, size, &old_root, &root, &proof),
                "from {old} to {size}"
            );
        }
    }
}

#[test]
fn every_tampering_with_a_proof_in_a_small_tree_is_refused() {
    let size = 21;
    let mut memory = tree(size);
    let root = root(&mut memory, size).expect("memory");
    for index in 0..size {
        let leaf = leaf_hash(&data(index));
        let proof = inclusion(&mut memory, index, size).expect("memory");
        for other in (0..size + 3).filter(|&other| other != index) {
            assert!(!verify_inclusion(&leaf, other, size, &proof, &root));
        }
        for broken in broken(&proof) {
            assert!(!verify_inclusion(&leaf, index, size, &broken, &root));
        }
        assert!(!verify_inclusion(
            &leaf_hash(b"other"),
            index,
            size,
            &proof,
            &root
        ));
        assert!(!verify_inclusion(&leaf, index, size, &proof, &leaf));
    }
    for old in 1..size {
        let old_root = super::root(&mut memory, old).expect("memory");
        let proof = consistency(&mut memory, old, size).expect("memory");
        for broken in broken(&proof) {
            assert!(!verify_consistency(old, size, &old_root, &root, &broken));
        }
        assert!(!verify_consistency(old, size, &root, &root, &proof));
        assert!(!verify_consistency(old, size, &old_root, &old_root, &proof));
        assert!(!verify_consistency(size, old, &root, &old_root, &proof));
    }
}

/// A proof with one hash altered, left out or added, or two exchanged.
fn broken(proof: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = vec![[proof, &[[0; 32]]].concat(), [&[[0; 32]], proof].concat()];
    for at in 0..proof.len() {
        let mut altered = proof.to_vec();
        altered[at][at % 32] ^= 1;
        all.push(altered);
        let mut shorter = proof.to_vec();
        shorter.remove(at);
        all.push(shorter);
        let mut exchanged = proof.to_vec();
        exchanged.swap(0, at);
        if at > 0 {
            all.push(exchanged);
        }
    }
    all
}

#[test]
fn the_edges_of_the_verifiers_are_as_the_rfc_has_them() {
    let leaf = leaf_hash(b"only");
    assert!(verify_inclusion(&leaf, 0, 1, &[], &leaf));
    assert!(!verify_inclusion(&leaf, 0, 0, &[], &empty_root()));
    assert!(!verify_inclusion(&leaf, 1, 1, &[], &leaf));
    assert!(!verify_inclusion(
        &leaf,
        u64::MAX - 1,
        u64::MAX,
        &[leaf; 70],
        &leaf
    ));
    assert!(!verify_inclusion(&leaf, 0, u64::MAX, &[leaf; 70], &leaf));
    assert!(verify_consistency(0, 5, &empty_root(), &leaf, &[]));
    assert!(!verify_consistency(0, 5, &leaf, &leaf, &[]));
    assert!(verify_consistency(5, 5, &leaf, &leaf, &[]));
    assert!(!verify_consistency(5, 5, &leaf, &leaf, &[leaf]));
    assert!(!verify_consistency(3, 5, &leaf, &leaf, &[]));
    assert!(!verify_consistency(
        u64::MAX - 1,
        u64::MAX,
        &leaf,
        &leaf,
        &[leaf; 70]
    ));
    assert_eq!(inclusion(&mut tree(3), 3, 3), Ok(vec![]));
    assert_eq!(consistency(&mut tree(3), 0, 3), Ok(vec![]));
    assert_eq!(root(&mut Memory::default(), 0), Ok(empty_root()));
}

#[test]
fn tiles_are_full_to_256_and_hold_roots_of_full_tiles_above() {
    // Three levels: 65,536 leaves and a few more.
    let size = 65_536 + 256 + 3;
    let leaves = leaves(0..size);
    let mut memory = Memory::default();
    let (_, root) = memory.append(0, &leaves);
    assert_eq!(root, by_definition(&leaves));
    assert_eq!(memory.tiles[&(0, 0)], leaves[..256]);
    assert_eq!(memory.tiles[&(0, 257)], leaves[65_792..]);
    assert_eq!(memory.tiles[&(1, 0)].len(), 256);
    assert_eq!(
        memory.tiles[&(1, 0)][7],
        by_definition(&leaves[7 * 256..8 * 256])
    );
    assert_eq!(
        memory.tiles[&(1, 1)],
        [by_definition(&leaves[65_536..65_792])]
    );
    assert_eq!(memory.tiles[&(2, 0)], [by_definition(&leaves[..65_536])]);
    assert_eq!(memory.tiles.len(), 258 + 2 + 1);

    let index = 300;
    let proof = inclusion(&mut memory, index, size).expect("memory");
    assert!(verify_inclusion(&leaves[300], index, size, &proof, &root));
    let old = by_definition(&leaves[..65_537]);
    let proof = consistency(&mut memory, 65_537, size).expect("memory");
    assert!(verify_consistency(65_537, size, &old, &root, &proof));
}

#[test]
fn adding_a_leaf_to_a_long_log_reads_and_writes_few_tiles() {
    let size = 65_536 + 256 + 3;
    let mut memory = tree(size);
    memory.reads = 0;
    let appended = append(&mut memory, size, &leaves(size..size + 1)).expect("memory");
    assert_eq!(appended.tiles.len(), 1);
    assert!(memory.reads <= 4, "{} reads", memory.reads);
}

#[test]
fn nothing_added_changes_nothing() {
    let mut memory = tree(300);
    let root = root(&mut memory, 300).expect("memory");
    let appended = append(&mut memory, 300, &[]).expect("memory");
    assert_eq!(
        appended,
        Appended {
            size: 300,
            root,
            tiles: vec![]
        }
    );
}

#[test]
fn a_store_that_lost_hashes_gives_an_error_and_no_root() {
    let mut memory = tree(300);
    memory.tiles.get_mut(&(0, 1)).expect("44 hashes").pop();
    assert_eq!(root(&mut memory, 300), Err(Fault::TooShort(0, 1)));
    assert_eq!(
        append(&mut memory, 300, &leaves(0..1)),
        Err(Fault::TooShort(0, 1))
    );
    memory.tiles.remove(&(1, 0));
    assert_eq!(inclusion(&mut memory, 290, 299), Err(Fault::Missing(1, 0)));
}

#[test]
fn a_tile_that_has_grown_since_serves_the_older_tree() {
    let mut memory = tree(600);
    for size in [1, 5, 255, 256, 257, 511, 512, 513, 599] {
        assert_eq!(
            root(&mut memory, size),
            Ok(by_definition(&leaves(0..size))),
            "{size}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn batches_of_any_sizes_make_the_same_tree(batches in proptest::collection::vec(0_u64..400, 1..6)) {
        let (mut memory, mut frontier, mut size) = (Memory::default(), Frontier::new(), 0);
        for batch in batches {
            let new = leaves(size..size + batch);
            new.iter().for_each(|&leaf| frontier.push(leaf));
            let (grown, root) = memory.append(size, &new);
            size += batch;
            prop_assert_eq!((grown, root), (size, by_definition(&leaves(0..size))));
            prop_assert_eq!((frontier.size(), frontier.root()), (size, root));
        }
        prop_assert_eq!(memory.tiles, tree(size).tiles);
    }

    #[test]
    fn proofs_across_tiles_are_the_oracles(size in 257_u64..1200, a in any::<u64>(), b in any::<u64>()) {
        let (mut memory, oracle) = (tree(size), oracle(size));
        let (index, old) = (a % size, 1 + b % (size - 1));
        let root = root(&mut memory, size).expect("memory");
        let proof = inclusion(&mut memory, index, size).expect("memory");
        let theirs = oracle.prove_inclusion(index as usize);
        prop_assert_eq!(proof.concat(), theirs.as_bytes());
        prop_assert!(verify_inclusion(&leaf_hash(&data(index)), index, size, &proof, &root));
        let proof = consistency(&mut memory, old, size).expect("memory");
        let theirs = oracle.prove_consistency((size - old) as usize);
        prop_assert_eq!(proof.concat(), theirs.as_bytes());
        let old_root = super::root(&mut memory, old).expect("memory");
        prop_assert!(verify_consistency(old, size, &old_root, &root, &proof));
    }

    #[test]
    fn verifiers_take_any_numbers_without_a_panic(
        a in any::<u64>(), b in any::<u64>(), proof in proptest::collection::vec(any::<Hash>(), 0..70)
    ) {
        let hash = leaf_hash(b"x");
        prop_assert!(!verify_inclusion(&hash, a, b, &proof, &hash) || b == 1);
        prop_assert!(!verify_consistency(a, b, &hash, &hash, &proof) || a == b);
    }
}
