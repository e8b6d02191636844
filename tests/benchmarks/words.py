"""Words that generated lists are made of."""

from __future__ import annotations

FIRST_NAMES = (
    "Abdul", "Aisyah", "Akhmad", "Arbain", "Aulia", "Budi", "Dewi", "Dian", "Eka", "Fatimah", "Fitri", "Gazali",
    "Hadi", "Halimah", "Hasan", "Husna", "Ilham", "Indra", "Jamilah", "Kartini", "Khairul", "Laila", "Mahyuni",
    "Maulida", "Muhammad", "Nadia", "Noor", "Rahmah", "Raudah", "Rizky", "Rusdi", "Saidah", "Salman", "Siti",
    "Supian", "Syarifah", "Taufik", "Umar", "Wahyu", "Yusuf",
)  # fmt: skip
LAST_NAMES = (
    "Aminah", "Anshari", "Arsyad", "Effendi", "Fauzan", "Hamidi", "Hidayah", "Ismail", "Jannah", "Kurniawan",
    "Maulana", "Noviana", "Pratama", "Rahman", "Ramadhan", "Saputra", "Syahbana", "Wardani", "Yulianti", "Zaini",
)  # fmt: skip
VERBS = (
    "Susun", "Tetapkan", "Integrasikan", "Kaji", "Luncurkan", "Petakan", "Siapkan", "Uji coba", "Evaluasi",
    "Sosialisasikan", "Perbarui", "Lengkapi", "Koordinasikan", "Publikasikan", "Sambungkan",
)  # fmt: skip
OBJECTS = (
    "aplikasi pengaduan", "basis data UMKM", "peta rencana SPBE", "SK tim", "jadwal angkut sampah",
    "dasbor kinerja", "layanan adminduk daring", "antrean puskesmas", "kalender acara", "peta potensi investasi",
    "kelas literasi digital", "pembayaran nontunai", "CCTV simpang", "tanda tangan elektronik", "bank sampah",
    "peringatan dini banjir", "perpustakaan digital", "katalog sasirangan", "rekam medis elektronik", "laman desa",
    "draf Buku 2", "lembar komitmen", "indikator kinerja", "pelatihan operator", "notulen rapat", "data terpadu",
)  # fmt: skip
PLACES = (
    "di Kecamatan Martapura", "di Kecamatan Gambut", "di Kecamatan Kertak Hanyar", "di Kecamatan Sungai Tabuk",
    "di Kecamatan Aluh-Aluh", "di Kecamatan Karang Intan", "di Kecamatan Astambul", "di Kecamatan Simpang Empat",
    "di Kecamatan Pengaron", "di Kecamatan Aranio", "di seluruh OPD", "tahap pertama", "tahap kedua",
    "bersama Bappelitbang", "bersama Diskominfo",
)  # fmt: skip
ACTIVITIES = (
    "Rapat koordinasi dengan OPD terkait", "Pengadaan perangkat", "Bimbingan teknis bagi operator",
    "Verifikasi data lapangan", "Penyusunan petunjuk teknis",
)  # fmt: skip
REMARKS = (
    "Data dari OPD sudah masuk.", "Menunggu paraf.", "Tinggal dua kecamatan.", "Undangan sudah dikirim.",
    "Perlu dibahas dalam rapat berikutnya.", "Sesuai jadwal.",
)  # fmt: skip
OBSTACLES = (
    "Anggaran belum tersedia.", "Perangkat belum datang.", "SK belum ditandatangani.", "Jaringan belum stabil.",
    "Petugas pindah tugas.",
)  # fmt: skip
REASONS = (
    "menunggu data OPD", "menunggu anggaran perubahan", "menunggu jadwal narasumber", "menunggu SK",
)  # fmt: skip
