/* As end.c, for _Exit(), which the fuzz targets wrap themselves. */
void __gcov_dump(void);
void fault_end(void) __attribute__((weak));
void __real__Exit(int status) __attribute__((noreturn));
void __wrap__Exit(int status) __attribute__((noreturn));

void
__wrap__Exit(int status)
{
	if (fault_end)
		fault_end();
	__gcov_dump();
	__real__Exit(status);
}
