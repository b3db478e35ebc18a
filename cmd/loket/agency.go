package main

import (
	"errors"
	"fmt"
	"os"

	"loket/faq"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/store"
)

// agencyCommand is about the agencies of one counter: docs/agencies.md.
type agencyCommand struct {
	List   agencyList   `cmd:"" help:"Daftar instansi: saluran, jawaban, tiket terbuka, kejadian, hari pertama dan terakhir."`
	Add    agencyAdd    `cmd:"" help:"Tambahkan instansi ke loket.yaml."`
	Export agencyExport `cmd:"" help:"Tulis semua milik satu instansi ke folder, untuk diserahkan ke pemasangan lain."`
	Remove agencyRemove `cmd:"" help:"Hapus semua milik satu instansi dari basis data."`
}

// agencyAdd puts one more agency into the configuration.
type agencyAdd struct {
	ID        string `arg:"" help:"Nama pendek tetap, muncul di alamat chat, misalnya dinsos-kota-kupang."`
	Code      string `required:"" help:"Awal nomor tiket: 2 sampai 5 huruf besar." placeholder:"KODE"`
	Name      string `required:"" help:"Nama yang dibaca warga." placeholder:"NAMA"`
	Zone      string `help:"Zona waktu." default:"Asia/Makassar" placeholder:"ZONA"`
	Catalogue string `help:"Folder jawabannya (baku: katalog bawaan)." placeholder:"FOLDER"`
	DryRun    bool   `help:"Hanya cetak yang akan ditulis."`
}

// Run implements the command.
func (c *agencyAdd) Run(s *shell) error {
	configured, err := s.load()
	if err != nil {
		return err
	}
	path := s.configPath()
	before, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return loket.Errorf(loket.CodeNotFound, "Belum ada "+path+". Siapkan instansi pertama dahulu: loket setup.")
	}
	if err != nil {
		return fmt.Errorf("read the configuration: %w", err)
	}
	a := config.Addition{Agency: loket.Agency{ID: loket.AgencyID(c.ID), Code: c.Code, Name: c.Name, Zone: c.Zone}, Catalogue: c.Catalogue}
	after, err := config.AddAgency(path, before, a)
	if err != nil {
		return err
	}
	catalog, err := openCatalogue(config.Agency{Agency: a.Agency, Catalogue: a.Catalogue})
	if err == nil {
		err = c.codeFree(s, configured)
	}
	if err != nil {
		return err
	}
	if c.DryRun {
		_, err = fmt.Fprint(s.stdout, a.Block(2))
		return err
	}
	if err := replaceConfig(path, after); err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	_, err = fmt.Fprintf(s.stdout, "Instansi %s ditambahkan ke %s, dengan %d jawaban. Jam buka dan bagian dapat ditulis di bloknya.\n"+
		"Jalankan ulang server, lalu buat akun pertamanya: loket staff add NAMA --role admin --agency %s\nAlamat chat: /chat/%s\n",
		a.ID, path, len(catalog.Entries()), a.ID, a.ID)
	return err
}

// configPath is the file that load reads.
func (s *shell) configPath() string {
	if s.config != "" {
		return s.config
	}
	return "loket.yaml"
}

// codeFree refuses a code by which the ledger knows another agency, one the
// configuration names no more: its tickets would be mistaken for this one's.
func (c *agencyAdd) codeFree(s *shell, configured config.Config) error {
	return s.withHoldings(configured, func(_ *store.Store, all []store.Holding) error {
		for _, h := range all {
			if h.Code == c.Code && string(h.ID) != c.ID {
				return loket.Errorf(loket.CodeConflict, fmt.Sprintf("Code %s masih dipakai instansi %s di basis data. Pilih code lain, atau hapus dahulu: loket agency remove %s.", c.Code, h.ID, h.ID))
			}
		}
		return nil
	})
}

// withHoldings opens the ledger, if there is one, for a command about all agencies. None
// is registered: what was removed must not come back by asking.
func (s *shell) withHoldings(c config.Config, do func(*store.Store, []store.Holding) error) error {
	if !hasLedger(c) {
		return do(nil, nil)
	}
	ledger, _, err := openLedger(s.ctx, c, store.Options{})
	if err != nil {
		return err
	}
	all, err := ledger.Holdings(s.ctx)
	if err == nil {
		err = do(ledger, all)
	}
	return errors.Join(err, ledger.Close())
}

// catalogueIn is what an agency is answered from: its folder, what was published, or what
// the program brings along.
func (s *shell) catalogueIn(ledger *store.Store, a config.Agency) (catalog *faq.Catalog, err error) {
	if ledger != nil && a.Catalogue == "" {
		catalog, err = publishedCatalogue(s.ctx, ledger, a.ID)
	}
	if err != nil || catalog != nil {
		return catalog, err
	}
	return openCatalogue(a)
}

// holdingOf finds an agency of the ledger, or one the configuration alone names.
func holdingOf(c config.Config, all []store.Holding, id string) (store.Holding, error) {
	for _, h := range all {
		if string(h.ID) == id {
			return h, nil
		}
	}
	if a, configured := c.Agency(loket.AgencyID(id)); configured {
		return store.Holding{Agency: a.Agency}, nil
	}
	return store.Holding{}, loket.Errorf(loket.CodeNotFound, fmt.Sprintf("Instansi %q tidak ada di konfigurasi dan basis data. Lihat daftarnya: loket agency list.", id))
}
